"""How long should a step be? From a crawl to thrashing."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

MOONS = "data=moons&noise=0.12&test=0&dims=8&init=scale-1"
CRAWL = f"{MOONS}&lr=0.01"
SMOOTH = f"{MOONS}&lr=1"
JUMPY = f"{MOONS}&lr=30"
WILD = f"{MOONS}&lr=100"

LESSON = Lesson(
    id="learning-rate",
    title="The learning rate",
    aim="Recognise from the curve of the cost whether steps are too short or too long.",
    minutes=15,
    steps=(
        Read(
            "A step downhill",
            "The gradient says which way is uphill, and the update goes the other way: the new "
            r"$W$ is $W - \eta \cdot dW$. The learning rate $\eta$ says how far."
            "\n\n"
            "Think of a valley in fog. You feel the slope under your feet, and nothing else. "
            "Short steps are safe, and take for ever. With long ones you may stride right over "
            "the valley and land higher on the other side.",
            run=SMOOTH,
            claims=(Claim(SMOOTH, 0, "cost", 0.89, 0.9),),
        ),
        Predict(
            "Four rates",
            "The same network, the same moons, the same start: only the learning rate differs. "
            "Which has the lowest cost after 500 steps?",
            kind="contest",
            run=JUMPY,
            until=500,
            options=(
                Option("0.01", CRAWL),
                Option("1", SMOOTH),
                Option("30", JUMPY),
                Option("100", WILD),
            ),
            answer=2,
            explanation="30, with 0.017! The rate of 1 is at 0.28, and 0.01 is at 0.62. And 100 "
            "does not settle. The largest rate that still settles is often the fastest, and you "
            "have to look at the curve to know which that is.",
            speed=2,
            claims=(
                Claim(CRAWL, 500, "cost", 0.615, 0.625),
                Claim(SMOOTH, 500, "cost", 0.275, 0.285),
                Claim(JUMPY, 500, "cost", 0.0155, 0.0185),
                Claim(WILD, 20, "cost", 20.0, 25.0),
            ),
        ),
        Watch(
            "The sawtooth",
            "A rate of 30 once more. It is a rough ride: the first two steps throw the cost "
            "from 0.9 up to 5.3 and 12, and then it goes up and down, up and down. At step 100 "
            "it is at 0.56, at step 200 at 0.13. From there on the curve is smooth, and it ends "
            "at 0.017.",
            run=JUMPY,
            until=500,
            watch="The teeth of the curve: each is a stride across the valley. They get smaller.",
            speed=1,
            claims=(
                Claim(JUMPY, 1, "cost", 5.25, 5.4),
                Claim(JUMPY, 2, "cost", 11.5, 12.4),
                Claim(JUMPY, 100, "cost", 0.54, 0.57),
                Claim(JUMPY, 200, "cost", 0.125, 0.14),
                Claim(JUMPY, 500, "cost", 0.0155, 0.0185),
            ),
        ),
        Watch(
            "Thrashing",
            "A rate of 100. One step throws the cost from 0.9 up to 19, the next one to 51. "
            "After 20 steps it is at 23. It strides over the valley, lands far up on the other "
            "side, and strides back. After 500 steps it has got nowhere.",
            run=WILD,
            until=300,
            watch="The plane: whole areas change colour from one step to the next.",
            speed=1,
            claims=(
                Claim(WILD, 1, "cost", 18.5, 19.5),
                Claim(WILD, 2, "cost", 50.0, 51.0),
                Claim(WILD, 20, "cost", 22.5, 23.5),
                Claim(WILD, 500, "cost", 0.2, 100.0),
            ),
        ),
        Predict(
            "Fast, then careful",
            "A learning rate may change on the way. This run takes 300 steps with a rate of 10, "
            "and then 300 with a rate of 0.1. How does the curve look after step 300?",
            kind="words",
            run=f"{MOONS}&lr=10,300:0.1",
            until=600,
            options=(
                Option("It drops: small steps find the bottom"),
                Option("It is nearly level: small steps get nowhere"),
                Option("It rises again"),
            ),
            answer=1,
            explanation="Nearly level: 0.0392 at step 300, 0.0390 at step 600. With a rate of "
            "10 throughout it would be 0.031. Short steps help where long ones jump about, and "
            "here they did not any more: the curve was smooth already.",
            speed=2,
            claims=(
                Claim(f"{MOONS}&lr=10", 300, "cost", 0.03905, 0.03995),
                Claim(f"{MOONS}&lr=10,300:0.1", 600, "cost", 0.03895, 0.03905),
                Claim(f"{MOONS}&lr=10", 600, "cost", 0.03, 0.032),
            ),
        ),
        Try(
            "Find a good rate",
            "This run crawls. Bring the cost down to 0.05 or less within 500 steps, by the "
            "learning rate alone. You may also change it on the way.",
            run=CRAWL,
            goal=Goal("cost", 0.0, 0.05, within=500, keep=(*SAME_DATA, "dims", "init", "seed")),
            hints=(
                "Go up by factors of ten, not by tenths: 0.1, 1, 10. What does each curve look "
                "like?",
                "Look between 7 and 30.",
            ),
            solution=f"{MOONS}&lr=10",
            controls=("lr",),
        ),
    ),
    go_on="data=moons&noise=0.12&dims=8&init=scale-1&lr=1",
    notes="Draw a valley on the board and jump along it with a finger. Often misunderstood: "
    "that there is a right learning rate which one could know. It depends on data, network and "
    "start, so one tries powers of ten and looks at the curve. Also that a cost which rises "
    "means a mistake in the program: with a rate of 30 it rises in half of the first 200 steps, "
    "and this run wins. With other seeds 30 may be too much; 10 did well with all five that we "
    "tried. What 100 does after step 40 is chaos in the strict sense: another computer may show "
    "other numbers.",
)
