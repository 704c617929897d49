"""What can one unit do with two inputs? Draw one straight line."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

BLOBS = "data=blobs&test=0&dims=0"
LEARNS = f"{BLOBS}&init=classic&seed=5&lr=0.5"
IRISES = "data=setosa&n=150&test=0&dims=0&seed=3&lr=0.5"
FLOWERS = "data=setosa&n=150&test=0&dims=0&init=given&given=0.0,1.0,0.0"

LESSON = Lesson(
    id="line",
    title="A neuron is a line",
    aim="See a unit's weights as a line on the plane, and draw such a line by hand.",
    minutes=12,
    steps=(
        Read(
            "Where the sum is zero",
            r"This unit sees both numbers of a point: $z = w_1 x_1 + w_2 x_2 + b$ and $\hat y = "
            r"\sigma(z)$."
            "\n\n"
            "Where $z = 0$ it says 0.5. All those places together are a straight line: on one "
            "side $z$ is positive and the unit says class 1, on the other it says class 0. That "
            "is all one unit can do. The two weights say which way the line faces, the bias how "
            "far from the middle it lies.\n\n"
            "Here $w_1 = 1$, $w_2 = 0$ and $b = 0$. The line is upright, because a point's "
            "height $x_2$ does not count.",
            run=f"{BLOBS}&init=given&given=1.0,0.0,0.0",
            claims=(
                Claim(f"{BLOBS}&init=given&given=1.0,0.0,0.0", 0, "first-weight", 1.0, 1.0),
                Claim(f"{BLOBS}&init=given&given=1.0,0.0,0.0", 0, "score", 0.985, 0.995),
            ),
        ),
        Predict(
            "Which line will it be?",
            "Two clouds, and a unit whose weights are tiny random numbers: it says about 0.5 "
            "everywhere, and the cost is 0.693. Which of these is its plane after 10 steps?",
            kind="boundary",
            run=LEARNS,
            until=10,
            options=(
                Option("A", f"{BLOBS}&init=given&given=1.1,-1.1,0.0"),
                Option("B", LEARNS, 10),
                Option("C", f"{BLOBS}&init=given&given=1.5,0.0,0.0"),
                Option("D", f"{BLOBS}&init=given&given=-1.1,-1.1,0.0"),
            ),
            answer=1,
            explanation="It is B. The line runs from top left to bottom right, between the "
            "clouds, and $w_1$ and $w_2$ are about the same, since class 1 lies as far right as "
            "it lies up. D has nearly the same line with the colours exchanged: every point is "
            "wrong there.",
            speed=1,
            claims=(
                Claim(LEARNS, 0, "cost", 0.692, 0.694),
                Claim(LEARNS, 10, "first-weight", 1.05, 1.1),
                Claim(LEARNS, 10, "score", 1.0, 1.0),
                Claim(f"{BLOBS}&init=given&given=-1.1,-1.1,0.0", 0, "score", 0.0, 0.0),
            ),
        ),
        Predict(
            "And then?",
            "After one single step all 200 points were right. After 10 steps the cost is 0.093. "
            "There is no mistake left to learn from. What is the cost after 300 steps?",
            kind="words",
            run=LEARNS,
            until=300,
            options=(
                Option("Still about 0.09: it has finished"),
                Option("About 0.05"),
                Option("Less than 0.01"),
                Option("More than 0.09: it overdoes it"),
            ),
            answer=2,
            explanation="It falls to 0.008. A point that gets 0.9 is right, but 0.99 costs "
            "less. So the weights go on growing, from 1.1 to 2.8: the same line, and a narrower "
            "band around it.",
            speed=1,
            claims=(
                Claim(LEARNS, 1, "score", 1.0, 1.0),
                Claim(LEARNS, 10, "cost", 0.0925, 0.0935),
                Claim(LEARNS, 300, "cost", 0.0075, 0.0085),
                Claim(LEARNS, 10, "first-weight", 1.05, 1.15),
                Claim(LEARNS, 300, "first-weight", 2.75, 2.85),
            ),
        ),
        Watch(
            "Real flowers",
            "150 irises, measured in 1936. To the right the petals are longer, further up they "
            "are wider. Class 1 is the species *setosa*. The unit starts with 5 % right. One "
            "unit is enough: after 5 steps every flower is right, and from there on the cost "
            "goes from 0.37 down to 0.02.",
            run=IRISES,
            until=300,
            watch="How the line turns first, and then only sharpens.",
            speed=1,
            claims=(
                Claim(IRISES, 0, "score", 0.045, 0.055),
                Claim(IRISES, 5, "score", 1.0, 1.0),
                Claim(IRISES, 5, "cost", 0.36, 0.375),
                Claim(IRISES, 300, "cost", 0.015, 0.025),
            ),
        ),
        Try(
            "Draw the line yourself",
            "The flowers again. This unit has a level line: $w_1 = 0$, $w_2 = 1$, $b = 0$, and "
            "it gets 7 % right. Give the weights and the bias values of your own, so that at "
            "least 99 % are right, without a training step.",
            run=FLOWERS,
            goal=Goal("score", 0.99, 1.0, within=0, keep=SAME_DATA),
            hints=(
                "Setosas have short, narrow petals: they lie at the bottom left. So $z$ must be "
                "positive there, where $x_1$ and $x_2$ are negative. What signs do the weights "
                "need?",
                "Try $w_1 = -1$ and $w_2 = -1$. Then only the bias is left: the line must move "
                "towards the setosas.",
            ),
            solution=f"{FLOWERS}&edit=0:W1.0.0:-1,0:W1.0.1:-1,0:b1.0:-1",
            controls=("edit",),
        ),
    ),
    go_on="data=virginica&dims=0&lr=0.5",
    notes="Let somebody hold a stick in front of the projection and turn it as the weights "
    "change. Often misunderstood: that the line is drawn along the weights. The weights point "
    "across it, towards class 1. Also that a unit decides with yes or no: it says a number "
    "everywhere, and the line is only the place of 0.5. The one step after which all points are "
    "right is no wonder: the first step points straight from one cloud to the other.",
)
