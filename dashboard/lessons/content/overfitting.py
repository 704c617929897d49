"""Has it learned the shape or the points? Few points, a large network, and test points."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

MOONS = "data=moons&data_seed=3&noise=0.35"
NET = "dims=16-16&act=tanh&lr=0.3"
FEW = f"{MOONS}&n=30&test=1000&{NET}"
MANY = f"{MOONS}&n=300&test=1000&{NET}"
HELD = f"{MOONS}&n=30&test=1000&{NET}&l2=0.03"

LESSON = Lesson(
    id="overfitting",
    title="Overfitting",
    aim="Tell learning from memorising, with test points, and name three remedies.",
    minutes=18,
    steps=(
        Read(
            "Points it never sees",
            "The moons again, but very noisy, and only 30 points to learn from. The network is "
            "large: two hidden layers of 16 tanh units, 337 numbers for 30 points.\n\n"
            "Next to them there are 1,000 *test points*. They come from the same moons, and the "
            "network never learns from them. They are the exam. It matters little how well it "
            "does on the 30 points that it was shown.",
            run=FEW,
            claims=(Claim(FEW, 0, "cost", 0.93, 0.94),),
        ),
        Predict(
            "Training on",
            "At step 10 the test cost is 0.36. Now we train until step 1,000. Which of these "
            "comes true?",
            kind="words",
            run=FEW,
            until=1000,
            options=(
                Option("Both costs fall: practice makes perfect"),
                Option("Training cost falls, test cost stays"),
                Option("Training cost falls, test cost rises to several times as much"),
                Option("Both costs rise"),
            ),
            answer=2,
            explanation="The training cost falls to 0.003, and all 30 points are right. The "
            "test cost rises from 0.36 to 1.56. The network did not get better after step 10. "
            "It began to learn the 30 points by heart, each with its noise.",
            speed=5,
            claims=(
                Claim(FEW, 10, "test-cost", 0.355, 0.365),
                Claim(FEW, 1000, "cost", 0.003, 0.0037),
                Claim(FEW, 1000, "score", 1.0, 1.0),
                Claim(FEW, 1000, "test-cost", 1.5, 1.62),
            ),
        ),
        Watch(
            "Surer and surer",
            "The same run until step 3,000. The share of test points that are right hardly "
            "changes: 85 % at step 10, 84 % at the end. What changes is how sure the network "
            "is, and it is sure of its mistakes too. You know from the lesson on the cost how "
            "expensive that is: 2.0 at the end.",
            run=FEW,
            until=3000,
            watch="The two curves of the cost: where do they part? And on the plane: the soft "
            "band disappears.",
            speed=10,
            claims=(
                Claim(FEW, 10, "test-score", 0.845, 0.855),
                Claim(FEW, 3000, "test-score", 0.835, 0.85),
                Claim(FEW, 3000, "test-cost", 1.9, 2.1),
            ),
        ),
        Predict(
            "Who looks best?",
            "Three runs of the same network for 1,000 steps. Which has the lowest *training* "
            "cost at the end? (The *L2 penalty* holds the weights small.)",
            kind="contest",
            run=FEW,
            until=1000,
            options=(
                Option("300 training points", MANY),
                Option("30 training points", FEW),
                Option("30 training points, with an L2 penalty of 0.03", HELD),
            ),
            answer=1,
            explanation="The 30 points: 0.003, against 0.13 with the penalty and 0.26 with 300 "
            "points. Now look at the exam: the test cost is 1.56 with 30 points, 0.38 with the "
            "penalty, and 0.27 with 300 points. The order is turned round. A low training cost "
            "proves nothing.",
            speed=5,
            claims=(
                Claim(FEW, 1000, "cost", 0.003, 0.0037),
                Claim(HELD, 1000, "cost", 0.125, 0.135),
                Claim(MANY, 1000, "cost", 0.25, 0.265),
                Claim(FEW, 1000, "test-cost", 1.5, 1.62),
                Claim(HELD, 1000, "test-cost", 0.375, 0.385),
                Claim(MANY, 1000, "test-cost", 0.265, 0.28),
            ),
        ),
        Read(
            "Remedies",
            "- **More points.** 300 points have more noise than the network can learn by heart. "
            "Nothing helps as much.\n"
            r"- **Smaller weights.** The L2 penalty adds $\frac{\lambda}{2} \sum W^2$ to what is "
            "brought down. Large weights are needed to be very sure, so they now have a price."
            "\n"
            "- **Stop early.** The test cost of our run was lowest near step 11.\n"
            "- **A smaller network.** It has less room to remember in.\n\n"
            "This is the run with 300 points.",
            run=MANY,
            at=500,
            claims=(
                Claim(FEW, 5, "test-cost", 0.38, 0.39),
                Claim(FEW, 11, "test-cost", 0.355, 0.36),
                Claim(FEW, 20, "test-cost", 0.375, 0.385),
                Claim(MANY, 500, "test-cost", 0.27, 0.28),
            ),
        ),
        Try(
            "Pass the exam",
            "The same 30 points. The best that the large network managed was a test cost of "
            "0.357. Find something better: 0.345 or less at any step up to 1,000. The points "
            "stay as they are; everything else is yours.",
            run=FEW,
            goal=Goal("test-cost", 0.0, 0.345, within=1000, keep=SAME_DATA),
            hints=(
                "What is the simplest border that does nearly as well? Which network draws it?",
                "Try a network without a hidden layer, and stop it in time: its test cost is "
                "lowest somewhere between step 75 and step 200.",
            ),
            solution=f"{MOONS}&n=30&test=1000&dims=0&lr=0.3",
            controls=("layers", "init", "lr", "opt", "penalty", "batch", "stop", "speed"),
        ),
    ),
    go_on="data=moons&data_seed=3&noise=0.35&n=30&test=1000&dims=16-16&act=tanh&lr=0.3",
    notes="Ask who would hire somebody that knows last year's exam by heart. Often "
    "misunderstood: that overfitting shows as lower accuracy. Here the accuracy on the test "
    "points stays near 84 % while their cost grows to more than five times as much. Also that a "
    "large network must overfit: with 300 points the very same one is the best of all. A word "
    "of caution for the quick ones: whoever tries many settings and keeps the one with the best "
    "test cost has begun to fit the test points as well.",
)
