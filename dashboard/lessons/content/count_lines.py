"""How many hidden units does a task need? Count the lines that fence it in."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

NONE = "test=0&dims=0&init=scale-1"
ONE = "test=0&dims=1&init=scale-1"
TWO = "test=0&dims=2&init=scale-1"
THREE = "test=0&dims=3&init=scale-1"
MOONS = "data=moons&noise=0.12&test=0"

LESSON = Lesson(
    id="count-lines",
    title="Count the lines",
    aim="Estimate from a picture how many hidden units a task needs.",
    minutes=12,
    steps=(
        Read(
            "A disc in a ring",
            "Class 1 is the disc in the middle, class 0 the ring around it. You know that each "
            "hidden unit draws one line. A unit with no hidden layer gets 56 % right here.\n\n"
            "Take some pens and lay them on the picture, so that they fence the disc in. How "
            "few will do?",
            run=NONE,
            at=300,
            claims=(Claim(NONE, 300, "score", 0.555, 0.565),),
        ),
        Predict(
            "How many lines?",
            r"How many hidden units does it take until every point is right, after 1,000 steps?",
            kind="words",
            run=THREE,
            until=1000,
            options=(Option("1"), Option("2"), Option("3"), Option("4")),
            answer=2,
            explanation="Three. With one unit it is 70 %, with two 84 %, with three 100 %. "
            "Three lines make a triangle, and a triangle is the simplest fence. Its corners are "
            "round, because the lines are soft.",
            speed=3,
            claims=(
                Claim(ONE, 1000, "score", 0.69, 0.7),
                Claim(TWO, 1000, "score", 0.83, 0.84),
                Claim(THREE, 1000, "score", 1.0, 1.0),
            ),
        ),
        Predict(
            "What do two lines make?",
            r"Now only two hidden units. Which of these is their plane after 1,000 steps?",
            kind="boundary",
            run=TWO,
            until=1000,
            options=(
                Option("A", TWO, 1000),
                Option("B", ONE, 1000),
                Option("C", THREE, 1000),
                Option("D", NONE, 1000),
            ),
            answer=0,
            explanation="It is A: a strip across the whole plane. Two lines shut the disc in on "
            "two sides, and the strip stays open at its ends. B has one line, C three, and D "
            "has no hidden unit at all.",
            speed=3,
            claims=(Claim(TWO, 1000, "cost", 0.345, 0.355),),
        ),
        Watch(
            "The fence closes",
            "Three units, from the start. At step 50 they are about where two would be: 80 % "
            "right. At step 300 the fence is shut, and 99 % are right.",
            run=THREE,
            until=600,
            watch="The moment when the third line closes the strip.",
            speed=2,
            claims=(
                Claim(THREE, 50, "score", 0.75, 0.85),
                Claim(THREE, 300, "score", 0.99, 1.0),
            ),
        ),
        Read(
            "More than enough",
            "Is more always better? Eight units solve the circle as well, and after 300 steps "
            "their cost is 0.050, where three units are at 0.071. More lines round the corners "
            "off. But each unit costs time, and can also learn what is only chance. The lesson "
            "on overfitting is about that.",
            run="test=0&dims=8&init=scale-1",
            at=300,
            claims=(
                Claim("test=0&dims=8&init=scale-1", 300, "score", 0.99, 1.0),
                Claim("test=0&dims=8&init=scale-1", 300, "cost", 0.0495, 0.0505),
                Claim(THREE, 300, "cost", 0.0705, 0.0715),
            ),
        ),
        Try(
            "How many for the moons?",
            "Two half moons that reach into each other. One line gets about 87 % right. Find "
            "out how few units are enough: at least 97 % right within 3,000 steps, with at most "
            "three hidden units.",
            run=f"{MOONS}&dims=1&init=scale-1",
            goal=Goal("score", 0.97, 1.0, within=3000, most_units=3, keep=SAME_DATA),
            hints=(
                "Follow the border between the moons with a finger. How often does it bend?",
                "Take three units, and be patient: they stand still for 1,000 steps and more "
                "before the border bends. A faster speed helps, or a larger learning rate.",
            ),
            solution=f"{MOONS}&dims=3&init=scale-1",
            controls=("layers", "init", "lr", "speed"),
        ),
    ),
    go_on="dims=3&init=scale-1",
    notes="Pens on the projection do more than any explanation. Often misunderstood: that the "
    "number of units must be the number of corners or of clusters. It is the number of straight "
    "pieces that a border of that shape needs at least, and learning may not find the best "
    "ones. In the last task the cost stands at 0.29 until step 1,000 with three units, and then "
    "falls to 0.05 by step 2,000: whoever stops early thinks that three are too few. For the "
    "quick ones: what do three units do to XOR?",
    claims=(
        Claim(f"{MOONS}&dims=1&init=scale-1", 3000, "score", 0.865, 0.88),
        Claim(f"{MOONS}&dims=3&init=scale-1", 1000, "cost", 0.285, 0.295),
        Claim(f"{MOONS}&dims=3&init=scale-1", 2000, "cost", 0.045, 0.055),
    ),
)
