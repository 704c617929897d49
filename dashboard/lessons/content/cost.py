"""What does the cost measure? Surprise: of one point, and on average over a set."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Drill, Goal, Lesson, Option, Predict, Read, Try, Watch

POINT = "data=point&n=1&test=0&features=x1&dims=0&init=given"
LEARNS = f"{POINT}&given=-4.0,0.0&lr=0.5"
TWENTY = (
    "data=own&own=cTQI5TQMpTQQZTQUJTQX5TQbpTQfZTQjJTQm5TQqoNwOYNwSINwV4NwZoNwdYNwhINwk4NwooNwsYNwwJ"
    "&n=20&test=0&features=x1&dims=0&init=given"
)
"""Ten points at x₁ = 1, nine of them of class 1, and ten at -1, nine of them of class 0."""
SURE = f"{TWENTY}&given=4.6,0.0&lr=0.5"

LESSON = Lesson(
    id="cost",
    title="What the cost measures",
    aim="Read a cost as surprise, and say why being wrong and sure is so expensive.",
    minutes=15,
    steps=(
        Read(
            "How surprised is the unit?",
            r"One point, of class 1. The unit's output $\hat y$ is the probability that it gives "
            r"to class 1. The point's cost is $-\ln \hat y$. (For a point of class 0 it is "
            r"$-\ln(1 - \hat y)$.)"
            "\n\n"
            "| the unit says | 0.99 | 0.9 | 0.5 | 0.1 | 0.01 |\n"
            "|---|---|---|---|---|---|\n"
            "| cost | 0.01 | 0.11 | 0.693 | 2.3 | 4.6 |\n\n"
            "Right and sure costs next to nothing. Wrong and sure costs a lot. Here both "
            r"numbers of the unit are 0, so it says 0.5: the cost of tossing a coin, $\ln 2 = "
            "0.693$. You will meet that number again.",
            run=f"{POINT}&given=0.0,0.0",
            claims=(
                Claim(f"{POINT}&given=0.0,0.0", 0, "prediction", 0.5, 0.5),
                Claim(f"{POINT}&given=0.0,0.0", 0, "cost", 0.6931, 0.6932),
                Claim(f"{POINT}&given=4.6,0.0", 0, "cost", 0.0095, 0.0105),
                Claim(f"{POINT}&given=2.2,0.0", 0, "cost", 0.105, 0.115),
                Claim(f"{POINT}&given=-2.2,0.0", 0, "cost", 2.25, 2.35),
                Claim(f"{POINT}&given=-4.6,0.0", 0, "cost", 4.55, 4.65),
            ),
        ),
        Drill(
            "One cost",
            r"The point is of class 1. The unit says $\hat y = 0.8$. What does the point cost? "
            r"You need the key $\ln$ of a calculator.",
            run=f"{POINT}&given=1.386,0.0",
            at=0,
            number="cost",
        ),
        Watch(
            "From sure and wrong to right",
            "The same point, but this unit starts sure of the wrong thing: it says 0.018, and "
            "that costs 4.0. Ten steps later it says 0.84, and the cost is down to 0.17. The "
            "next 50 steps have little left to do: they bring it to 0.018.",
            run=LEARNS,
            until=60,
            watch="The cost. It falls fast while the unit is wrong, and slowly once it is right.",
            speed=1,
            claims=(
                Claim(LEARNS, 0, "prediction", 0.0175, 0.0185),
                Claim(LEARNS, 0, "cost", 3.95, 4.05),
                Claim(LEARNS, 10, "prediction", 0.835, 0.845),
                Claim(LEARNS, 10, "cost", 0.165, 0.175),
                Claim(LEARNS, 60, "cost", 0.0175, 0.0185),
            ),
        ),
        Drill(
            "The cost of a set",
            "The cost of a set is the mean of its points' costs. Here are twenty. The unit is "
            "very sure: on each side it says 0.99 for the class that is in the majority there."
            "\n\n"
            "Eighteen points agree and cost 0.01 each. Two lie on the wrong side and cost 4.61 "
            "each. What is the cost of the set?",
            run=f"{TWENTY}&given=4.6,0.0",
            at=0,
            number="cost",
            point=None,
        ),
        Predict(
            "Nine of ten",
            "On each side nine of ten points agree, and one does not. The unit says 0.99 on the "
            "right, and the cost is 0.47. It has only one weight and one bias: it cannot give "
            "the two odd ones an answer of their own.\n\n"
            "Now let it learn. What will it say on the right, after 200 steps?",
            kind="words",
            run=SURE,
            until=200,
            options=(
                Option("More than 0.99: it gets surer"),
                Option("About 0.99: 90 % is all it can get right"),
                Option("About 0.9: it gets less sure"),
                Option("About 0.5: it gives up"),
            ),
            answer=2,
            explanation=r"It becomes less sure. The weight falls from 4.6 to 2.2, and so $\hat "
            "y$ from 0.99 to 0.90; the cost falls from 0.47 to 0.325, and no point changes "
            "sides. Nine of ten are of class 1 there, so 0.9 is the honest answer, and the cost "
            "is lowest for the honest answer.",
            speed=1,
            claims=(
                Claim(SURE, 0, "cost", 0.465, 0.475),
                Claim(SURE, 0, "sureness", 0.985, 0.995),
                Claim(SURE, 200, "sureness", 0.895, 0.905),
                Claim(SURE, 200, "first-weight", 2.15, 2.25),
                Claim(SURE, 200, "cost", 0.3245, 0.3255),
                Claim(SURE, 0, "score", 0.9, 0.9),
                Claim(SURE, 200, "score", 0.9, 0.9),
            ),
        ),
        Read(
            "Another measure: squared error",
            "What you saw so far is *cross-entropy*. One can also take the squared error, "
            r"$\frac{1}{2}(\hat y - y)^2$."
            "\n\n"
            "This is the one point again, of class 1, and the unit says 0.01. Cross-entropy is "
            "4.6. Squared error is 0.49, and it can never be more than 0.5: between saying 0.1 "
            "and saying 0.0001 it sees a difference of 0.1, where cross-entropy sees one of "
            "6.9. A measure that shrugs at large mistakes teaches slowly. A later lesson shows "
            "how slowly.",
            run=f"{POINT}&given=-4.6,0.0&cost=squared-error",
            claims=(
                Claim(f"{POINT}&given=-4.6,0.0", 0, "cost", 4.55, 4.65),
                Claim(f"{POINT}&given=-4.6,0.0&cost=squared-error", 0, "cost", 0.485, 0.495),
                Claim(f"{POINT}&given=-2.2,0.0&cost=squared-error", 0, "cost", 0.4, 0.41),
                Claim(f"{POINT}&given=-9.2,0.0&cost=squared-error", 0, "cost", 0.4995, 0.5),
                Claim(f"{POINT}&given=-9.2,0.0", 0, "cost", 9.15, 9.25),
            ),
        ),
        Try(
            "Be honest by hand",
            "The twenty points again, and again the unit is too sure. Give the weight another "
            "value yourself: bring the cost down to 0.33 or less, without a training step.",
            run=f"{TWENTY}&given=4.6,0.0",
            goal=Goal("cost", 0.0, 0.33, within=0, keep=(*SAME_DATA, "own")),
            hints=(
                "The unit should say 0.9 where nine of ten are of class 1. Is the weight to "
                "grow or to shrink?",
                r"On the right $x_1 = 1$, so $\hat y = \sigma(w)$. Which $w$ makes that 0.9? "
                "Look at the weight that the unit found itself.",
            ),
            solution=f"{TWENTY}&given=4.6,0.0&edit=0:W1.0.0:2.2",
            controls=("edit",),
        ),
    ),
    go_on="data=virginica&dims=0&lr=0.5",
    notes="Play it as a betting game: whoever gives 0.99 to the wrong side pays 4.6. Often "
    "misunderstood: cost and accuracy are not two words for one thing. In the step with twenty "
    "points the accuracy stays at 90 % from beginning to end while the cost falls from 0.47 to "
    "0.325. A weight of 20 leaves the accuracy as it is too, and costs 2.0. Also: 0.693 is the "
    "cost of knowing nothing about two classes; a run that stands there has learned nothing.",
    claims=(
        Claim(f"{TWENTY}&given=20.0,0.0", 0, "score", 0.9, 0.9),
        Claim(f"{TWENTY}&given=20.0,0.0", 0, "cost", 1.95, 2.05),
    ),
)
