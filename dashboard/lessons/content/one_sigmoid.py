"""What do a weight and a bias do? One unit that sees one number, set by hand."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Drill, Goal, Lesson, Option, Predict, Read, Try, Watch

UNIT = "data=blobs&test=0&features=x1&dims=0&init=given"
LEARNS = f"{UNIT}&given=-1.0,0.0&lr=0.5"

LESSON = Lesson(
    id="one-sigmoid",
    title="One sigmoid",
    aim="Say what a weight and a bias do to one unit, and set them by hand.",
    minutes=12,
    steps=(
        Read(
            "Two numbers make a unit",
            "This unit sees one number of each point: how far right it lies, $x_1$. It "
            "multiplies it by a weight $w$, adds a bias $b$, and bends the sum into a number "
            "from 0 to 1:\n\n"
            r"$z = w \, x_1 + b$ and $a = \sigma(z) = \frac{1}{1 + e^{-z}}$"
            "\n\n"
            "Here $w = 1$ and $b = 0$. Let your eye go from left to right. The colours are the "
            "S-curve of the sigmoid, seen from above: near 0 on the left, near 1 on the right, "
            "and exactly 0.5 in the middle, where $z = 0$. That middle is the unit's line.",
            run=f"{UNIT}&given=1.0,0.0",
            claims=(
                Claim(f"{UNIT}&given=1.0,0.0", 0, "cost", 0.293, 0.295),
                Claim(f"{UNIT}&given=1.0,0.0", 0, "score", 0.985, 0.995),
            ),
        ),
        Drill(
            "Work one output out",
            "One point lies at $x_1 = 1$. The unit has $w = 2$ and $b = -1$.\n\n"
            r"First the sum, $z = w \, x_1 + b$. Then the sigmoid of it. You may use $e^{-1} "
            r"\approx 0.368$. What is the output $a$?",
            run="data=point&n=1&test=0&features=x1&dims=0&init=given&given=2.0,-1.0",
            at=0,
            number="a1.0",
        ),
        Read(
            "The weight makes it sure",
            "Now $w = 5$, and $b$ is still 0. The line has not moved. But the soft band around "
            "it is narrow: in the middle the curve climbs $w/4$ for each 1 of $x_1$, so five "
            "times as steeply as before.\n\n"
            "No point has changed sides: 99 % are right, as they were. Yet the cost, which says "
            "how wrong the unit is, fell from 0.294 to 0.035. The unit is as right as before, "
            "and much surer of it.\n\n"
            "What would $w = -5$ look like? The same band, with the two colours exchanged.",
            run=f"{UNIT}&given=5.0,0.0",
            claims=(
                Claim(f"{UNIT}&given=5.0,0.0", 0, "cost", 0.0345, 0.0355),
                Claim(f"{UNIT}&given=5.0,0.0", 0, "score", 0.985, 0.995),
                Claim(f"{UNIT}&given=-5.0,0.0", 0, "score", 0.005, 0.015),
            ),
        ),
        Read(
            "The bias moves the line",
            "Back to $w = 5$, but now $b = -6$. The line stands where the sum is 0: $5 x_1 - 6 "
            "= 0$, so at $x_1 = 6/5 = 1.2$.\n\n"
            "It cuts through the middle of the right cloud, and only 74 % of the points are on "
            "their own side. The band is as narrow as it was: the bias shifts, the weight "
            "sharpens.",
            run=f"{UNIT}&given=5.0,-6.0",
            claims=(Claim(f"{UNIT}&given=5.0,-6.0", 0, "score", 0.735, 0.745),),
        ),
        Predict(
            "Let it find them itself",
            "This unit starts the wrong way round: $w = -1$, $b = 0$, and 1 % right. In each "
            "training step it changes $w$ and $b$ a little, so that the cost falls.\n\n"
            "Which of these is its plane after 50 steps?",
            kind="boundary",
            run=LEARNS,
            until=50,
            options=(
                Option("A", f"{UNIT}&given=-3.0,0.0"),
                Option("B", f"{UNIT}&given=3.0,-3.6"),
                Option("C", LEARNS, 50),
                Option("D", f"{UNIT}&given=0.3,0.0"),
            ),
            answer=2,
            explanation="It is C. The weight went from $-1$ through 0 to 2.9, so the colours "
            "changed places. The bias stayed near 0: the clouds lie evenly on both sides of the "
            "middle, and no shift would help.",
            speed=1,
            claims=(
                Claim(LEARNS, 0, "score", 0.005, 0.015),
                Claim(LEARNS, 50, "first-weight", 2.85, 2.95),
                Claim(LEARNS, 50, "score", 0.985, 0.995),
            ),
        ),
        Watch(
            "Right is not the end",
            "The same unit, for 500 steps. After 50 steps all but two of the 200 points are "
            "right. Does it stop there? The weight goes on from 2.9 to 5.5, and the cost from "
            "0.075 to 0.032.",
            run=LEARNS,
            until=500,
            watch="The soft band. It goes on narrowing although no point changes sides any more.",
            speed=2,
            claims=(
                Claim(LEARNS, 50, "score", 0.99, 0.99),
                Claim(LEARNS, 500, "score", 0.99, 0.99),
                Claim(LEARNS, 50, "cost", 0.0745, 0.0755),
                Claim(LEARNS, 500, "cost", 0.0315, 0.0325),
                Claim(LEARNS, 500, "first-weight", 5.45, 5.55),
            ),
        ),
        Try(
            "Your turn, by hand",
            "This unit has $w = -1$ and $b = 3$. Turn it into a good one yourself, without a "
            "single training step: bring the cost down to 0.08 or less by giving $w$ and $b$ "
            "other values.",
            run=f"{UNIT}&given=-1.0,3.0",
            goal=Goal("cost", 0.0, 0.08, within=0, keep=SAME_DATA),
            hints=(
                "First the line: it stands at $x_1 = -b/w$. Where do you want it? Then look at "
                "the colours: are they on the right sides?",
                "Take $b = 0$, and a positive weight. If the cost is still too high, the unit "
                "is not sure enough.",
            ),
            solution=f"{UNIT}&given=-1.0,3.0&edit=0:W1.0.0:4,0:b1.0:0",
            controls=("edit",),
        ),
    ),
    go_on="data=blobs&features=x1&dims=0&lr=0.5",
    notes="Have them trace the S-curve in the air while you change $w$ on the projector. Often "
    "misunderstood: that a larger weight moves the line. It does so only where $b$ is not 0, "
    "since the line stands at $-b/w$. Also that 99 % right means finished: the cost goes on "
    "falling. Ask what $w = 0$ does before anybody tries it: every point gets the same answer. "
    "A weight of 30 is worse than one of 8, because two points lie on the wrong side and the "
    "unit is then very sure of them; the next lesson is about that.",
    claims=(
        Claim(f"{UNIT}&given=8.0,0.0", 0, "cost", 0.027, 0.029),
        Claim(f"{UNIT}&given=30.0,0.0", 0, "cost", 0.06, 0.067),
        Claim(f"{UNIT}&given=30.0,0.0", 0, "score", 0.99, 0.99),
    ),
)
