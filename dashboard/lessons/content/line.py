"""What can one unit do with two inputs? Draw one straight line."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

BLOBS = "data=blobs&test=0&dims=0"
LEARNS = f"{BLOBS}&init=classic&seed=5&lr=0.5"
FLOWERS = "data=setosa&n=150&test=0&dims=0&init=given&given=0.0,1.0,0.0"

LESSON = Lesson(
    id="line",
    title="A neuron is a line",
    aim="See a unit's weights as a line on the plane, and draw such a line by hand.",
    minutes=12,
    steps=(
        Read(
            "Where the sum is zero",
            r"This unit sees both numbers of a point: $z = w_1 x_1 + w_2 x_2 + b$ and "
            r"$\hat y = \sigma(z)$."
            "\n\n"
            r"Where $z = 0$ it says 0.5. All those places together are a straight line: on one side "
            r"$z$ is positive and the unit says class 1, on the other it says class 0. That is all "
            r"one unit can do. The two weights say which way the line faces, the bias how far from "
            r"the middle it lies."
            "\n\n"
            r"Here $w_1 = 1$, $w_2 = 0$ and $b = 0$. The line is upright, because a point's height "
            r"$x_2$ does not count.",
            run=f"{BLOBS}&init=given&given=1.0,0.0,0.0",
            claims=(
                Claim(f"{BLOBS}&init=given&given=1.0,0.0,0.0", 0, "first-weight", 1.0, 1.0),
                Claim(f"{BLOBS}&init=given&given=1.0,0.0,0.0", 0, "score", 0.985, 0.995),
            ),
        ),
        Predict(
            "Which line will it be?",
            r"Two clouds, and a unit whose weights are tiny random numbers: it says about 0.5 "
            r"everywhere, and the cost is 0.693. Which of these is its plane after 10 steps?",
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
            explanation=r"It is B. The line runs from top left to bottom right, between the clouds, "
            r"and $w_1$ and $w_2$ are about the same, since class 1 lies as far right as it lies "
            r"up. D has the same line with the colours exchanged: every point is wrong there.",
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
            r"After one single step all 200 points were right. After 10 steps the cost is 0.093. "
            r"There is no mistake left to learn from. What is the cost after 300 steps?",
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
            explanation=r"It falls to 0.008. A point that gets 0.9 is right, but 0.99 costs less. So "
            r"the weights go on growing, from 1.1 to 2.8: the same line, and a narrower band around "
            r"it.",
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
            r"150 irises, measured in 1936. To the right the petals are longer, further up they are "
            r"wider. Class 1 is the species *setosa*. One unit is enough: after 30 steps the cost is "
            r"0.05, and every flower is right.",
            run="data=setosa&n=150&test=0&dims=0&lr=0.5",
            until=300,
            watch="How the line turns first, and then only sharpens.",
            speed=1,
            claims=(
                Claim("data=setosa&n=150&test=0&dims=0&lr=0.5", 30, "score", 1.0, 1.0),
                Claim("data=setosa&n=150&test=0&dims=0&lr=0.5", 30, "cost", 0.045, 0.055),
            ),
        ),
        Try(
            "Draw the line yourself",
            r"The flowers again. This unit has a level line: $w_1 = 0$, $w_2 = 1$, $b = 0$, and it "
            r"gets 7 % right. Give the weights and the bias values of your own, so that at least "
            r"99 % are right, without a training step.",
            run=FLOWERS,
            goal=Goal("score", 0.99, 1.0, within=0, keep=SAME_DATA),
            hints=(
                r"Setosas have short, narrow petals: they lie at the bottom left. So $z$ must be "
                r"positive there, where $x_1$ and $x_2$ are negative. What signs do the weights "
                r"need?",
                r"Try $w_1 = -1$ and $w_2 = -1$. Then only the bias is left: the line must move "
                r"towards the setosas.",
            ),
            solution=f"{FLOWERS}&edit=0:W1.0.0:-1,0:W1.0.1:-1,0:b1.0:-1",
            controls=("edit",),
        ),
    ),
    go_on="data=virginica&dims=0&lr=0.5",
    notes=r"Let somebody hold a stick in front of the projection and turn it as the weights change. "
    r"Often misunderstood: that the line is drawn along the weights. The weights point across it, "
    r"towards class 1. Also that a unit decides with yes or no: it says a number everywhere, and "
    r"the line is only the place of 0.5. The one step after which all points are right is no "
    r"wonder: the first step points straight from one cloud to the other.",
)
