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
            r"This unit sees one number of each point: how far right it lies, $x_1$. It multiplies "
            r"it by a weight $w$, adds a bias $b$, and bends the sum into a number from 0 to 1:"
            "\n\n"
            r"$z = w \, x_1 + b$ and $a = \sigma(z) = \frac{1}{1 + e^{-z}}$"
            "\n\n"
            r"Here $w = 1$ and $b = 0$. Let your eye go from left to right. The colours are the "
            r"S-curve of the sigmoid, seen from above: near 0 on the left, near 1 on the right, and "
            r"exactly 0.5 in the middle, where $z = 0$. That middle is the unit's line.",
            run=f"{UNIT}&given=1.0,0.0",
            claims=(
                Claim(f"{UNIT}&given=1.0,0.0", 0, "cost", 0.293, 0.295),
                Claim(f"{UNIT}&given=1.0,0.0", 0, "score", 0.985, 0.995),
            ),
        ),
        Drill(
            "Work one output out",
            r"One point lies at $x_1 = 1$. The unit has $w = 2$ and $b = -1$."
            "\n\n"
            r"First the sum, $z = w \, x_1 + b$. Then the sigmoid of it. You may use "
            r"$e^{-1} \approx 0.368$. What is the output $a$?",
            run="data=point&n=1&test=0&features=x1&dims=0&init=given&given=2.0,-1.0",
            at=0,
            number="a1.0",
        ),
        Read(
            "The weight makes it sure",
            r"Now $w = 5$, and $b$ is still 0. The line has not moved. But the soft band around it "
            r"is narrow: in the middle the curve climbs $w/4$ for each 1 of $x_1$, so five times as "
            r"steeply as before."
            "\n\n"
            r"No point has changed sides: 99 % are right, as they were. Yet the cost, which says how "
            r"wrong the unit is, fell from 0.294 to 0.035. The unit is as right as before, and much "
            r"surer of it."
            "\n\n"
            r"What would $w = -5$ look like? The same band, with the two colours exchanged.",
            run=f"{UNIT}&given=5.0,0.0",
            claims=(
                Claim(f"{UNIT}&given=5.0,0.0", 0, "cost", 0.0345, 0.0355),
                Claim(f"{UNIT}&given=5.0,0.0", 0, "score", 0.985, 0.995),
                Claim(f"{UNIT}&given=-5.0,0.0", 0, "score", 0.005, 0.015),
            ),
        ),
        Read(
            "The bias moves the line",
            r"Back to $w = 5$, but now $b = -6$. The line stands where the sum is 0: "
            r"$5 x_1 - 6 = 0$, so at $x_1 = 6/5 = 1.2$."
            "\n\n"
            r"It cuts through the middle of the right cloud, and only 74 % of the points are on "
            r"their own side. The band is as narrow as it was: the bias shifts, the weight "
            r"sharpens.",
            run=f"{UNIT}&given=5.0,-6.0",
            claims=(Claim(f"{UNIT}&given=5.0,-6.0", 0, "score", 0.735, 0.745),),
        ),
        Predict(
            "Let it find them itself",
            r"This unit starts the wrong way round: $w = -1$, $b = 0$, and 1 % right. In each "
            r"training step it changes $w$ and $b$ a little, so that the cost falls."
            "\n\n"
            r"Which of these is its plane after 50 steps?",
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
            explanation=r"It is C. The weight went from $-1$ through 0 to 2.9, so the colours changed "
            r"places. The bias stayed near 0: the clouds lie evenly on both sides of the middle, and "
            r"no shift would help.",
            speed=1,
            claims=(
                Claim(LEARNS, 0, "score", 0.005, 0.015),
                Claim(LEARNS, 50, "first-weight", 2.85, 2.95),
                Claim(LEARNS, 50, "score", 0.985, 0.995),
            ),
        ),
        Watch(
            "Right is not the end",
            r"The same unit, for 500 steps. After 50 steps all but two of the 200 points are right. "
            r"Does it stop there? The weight goes on from 2.9 to 5.5, and the cost from 0.075 to "
            r"0.032.",
            run=LEARNS,
            until=500,
            watch="The soft band. It goes on narrowing although no point changes sides any more.",
            speed=2,
            claims=(
                Claim(LEARNS, 50, "score", 0.99, 0.99),
                Claim(LEARNS, 50, "cost", 0.0745, 0.0755),
                Claim(LEARNS, 500, "cost", 0.0315, 0.0325),
                Claim(LEARNS, 500, "first-weight", 5.45, 5.55),
            ),
        ),
        Try(
            "Your turn, by hand",
            r"This unit has $w = -1$ and $b = 3$. Turn it into a good one yourself, without a single "
            r"training step: bring the cost down to 0.08 or less by giving $w$ and $b$ other "
            r"values.",
            run=f"{UNIT}&given=-1.0,3.0",
            goal=Goal("cost", 0.0, 0.08, within=0, keep=SAME_DATA),
            hints=(
                r"First the line: it stands at $x_1 = -b/w$. Where do you want it? Then look at the "
                r"colours: are they on the right sides?",
                r"Take $b = 0$, and a positive weight. If the cost is still too high, the unit is "
                r"not sure enough.",
            ),
            solution=f"{UNIT}&given=-1.0,3.0&edit=0:W1.0.0:4,0:b1.0:0",
            controls=("edit",),
        ),
    ),
    go_on="data=blobs&features=x1&dims=0&lr=0.5",
    notes=r"Have them trace the S-curve in the air while you change $w$ on the projector. Often "
    r"misunderstood: that a larger weight moves the line. It does so only where $b$ is not 0, since "
    r"the line stands at $-b/w$. Also that 99 % right means finished: the cost goes on falling. Ask "
    r"what $w = 0$ does before anybody tries it: every point gets the same answer. A weight of 30 is "
    r"worse than one of 8, because two points lie on the wrong side and the unit is then very sure "
    r"of them; the next lesson is about that.",
)
