"""When does a ReLU die? A step too long, and it never hears anything again."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

NET = "test=0&dims=8&act=relu&init=he"
ONE, TEN, TWENTY = f"{NET}&lr=1", f"{NET}&lr=10", f"{NET}&lr=20"
SLOWED = f"{NET}&lr=10,20:0.5"

LESSON = Lesson(
    id="dead-relus",
    title="Dead ReLUs",
    aim="Say how a ReLU dies, why it stays dead, and how to prevent it.",
    minutes=12,
    steps=(
        Read(
            "All or nothing",
            "A ReLU passes on its sum where that is positive, and says 0 everywhere else: $a = "
            r"\max(0, z)$. Its slope is 1 or 0. Where it is 1, blame passes undiminished. Where "
            "it is 0, nothing passes at all.\n\n"
            "Look at the maps of the eight units: each is blank on one side of its line, and "
            "grows on the other. What if a line moves so far out that *all* points lie on the "
            "blank side?",
            run=ONE,
            claims=(Claim(ONE, 0, "dead-units", 0, 0),),
        ),
        Predict(
            "Is faster better?",
            "In the lesson on the learning rate, 30 did best. Here are eight ReLUs on the "
            "circle. Which rate has the lowest cost after 100 steps?",
            kind="contest",
            run=ONE,
            until=100,
            options=(Option("1", ONE), Option("10", TEN), Option("20", TWENTY)),
            answer=0,
            explanation="The smallest one: 0.06, and all points right. With 10 and with 20, all "
            "eight units are dead, and half of the points are right: the network says the same "
            "for all of them.",
            speed=1,
            claims=(
                Claim(ONE, 100, "cost", 0.055, 0.065),
                Claim(ONE, 100, "score", 1.0, 1.0),
                Claim(ONE, 100, "dead-units", 0, 0),
                Claim(TEN, 100, "dead-units", 8, 8),
                Claim(TWENTY, 100, "dead-units", 8, 8),
                Claim(TEN, 100, "score", 0.5, 0.5),
                Claim(TWENTY, 100, "score", 0.5, 0.5),
            ),
        ),
        Watch(
            "Eight deaths in six steps",
            "A rate of 10. No unit is dead at step 1. At step 2 there are five, at step 5 "
            "seven, and at step 6 all eight. One long step has thrown their weights and biases "
            "so far that the sum is negative for every point. From then on the first layer's "
            "gradient is exactly 0.",
            run=TEN,
            until=30,
            watch="The maps of the hidden units, one after the other: they go blank. Go back "
            "and take the first six steps one by one.",
            speed=1,
            claims=(
                Claim(TEN, 1, "dead-units", 0, 0),
                Claim(TEN, 2, "dead-units", 5, 5),
                Claim(TEN, 5, "dead-units", 7, 7),
                Claim(TEN, 6, "dead-units", 8, 8),
                Claim(TEN, 6, "first-gradient", 0.0, 0.0),
            ),
        ),
        Predict(
            "Can they be woken?",
            "At step 20 we lower the rate from 10 to 0.5, and let it train on until step 500. "
            "What happens to the eight dead units?",
            kind="words",
            run=SLOWED,
            until=500,
            options=(
                Option("They come back one by one"),
                Option("Some come back, and half of the work gets done"),
                Option("Nothing: all eight stay dead"),
            ),
            answer=2,
            explanation="All eight stay dead. No blame reaches them, so their weights never "
            "change again, whatever the rate. Only the output's bias still learns, and it "
            "learns to say 0.5: the cost goes to 0.693.",
            speed=2,
            claims=(
                Claim(SLOWED, 500, "dead-units", 8, 8),
                Claim(SLOWED, 500, "cost", 0.6931, 0.6932),
                Claim(SLOWED, 500, "first-gradient", 0.0, 0.0),
            ),
        ),
        Read(
            "Tanh would have survived",
            "Here is the same rate of 10 with tanh units. They too are thrown far out: at step "
            "10 the cost is 2.1. But the slope of tanh is never quite 0, so they find their way "
            "back, and at step 100 the cost is 0.009.\n\n"
            "Against dying there are shorter steps, smaller first weights, and units with a "
            "little slope on the blank side too (*leaky* ReLUs).",
            run="test=0&dims=8&act=tanh&lr=10",
            at=100,
            claims=(
                Claim("test=0&dims=8&act=tanh&lr=10", 10, "cost", 2.05, 2.2),
                Claim("test=0&dims=8&act=tanh&lr=10", 100, "cost", 0.0085, 0.0095),
            ),
        ),
        Try(
            "As fast as it dares",
            "How fast can these eight ReLUs learn without dying? Bring the cost down to 0.1 or "
            "less within only 20 steps, by the learning rate alone.",
            run=TEN,
            goal=Goal(
                "cost", 0.0, 0.1, within=20, keep=(*SAME_DATA, "dims", "act", "init", "seed", "opt")
            ),
            hints=(
                "A rate of 1 is too slow for that, and 10 is deadly. Look at the number of "
                "blank maps after each attempt.",
                "Try 3, 4 and 5.",
            ),
            solution=f"{NET}&lr=4",
            controls=("lr",),
        ),
    ),
    go_on="dims=8&act=relu&init=he&lr=10",
    notes="Often misunderstood: that a dead unit is merely resting. A unit that is 0 for some "
    "points is healthy; dead is one that is 0 for all of them, and it stays so, because what "
    "would move it is multiplied by 0. (A layer below it that still moves might revive it; with "
    "one hidden layer there is none.) With a rate of 7, six of the eight die and the rest reach "
    "88 % at step 100: partial deaths are harder to notice, and more common in practice.",
    claims=(
        Claim(f"{NET}&lr=7", 100, "dead-units", 6, 6),
        Claim(f"{NET}&lr=7", 100, "score", 0.87, 0.88),
    ),
)
