"""How many points for one step? The noise of the path, and its price."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

MOONS = "data=moons&noise=0.12&test=0&dims=8&init=scale-1"
ALL = f"{MOONS}&lr=0.5"
TEN = f"{MOONS}&lr=0.5&batch=10"
ONE = f"{MOONS}&lr=0.5&batch=1"
COOLED = f"{MOONS}&lr=0.5,10000:0.05&batch=1"

LESSON = Lesson(
    id="batch-size",
    title="Batch size",
    aim="Weigh many cheap, noisy steps against few exact ones.",
    minutes=15,
    steps=(
        Read(
            "Must we ask everybody?",
            "So far each step asked all 200 points which way to go, and took the mean: the "
            "exact gradient. But one can also ask only a few, the *batch*, and step at once. "
            "With a batch of 10, one pass over all points, an *epoch*, makes 20 steps instead "
            "of one.\n\n"
            "Ten points do not know exactly what all of them want. The direction is noisy. But "
            "a step costs only a twentieth of the work.",
            run=ALL,
            claims=(Claim(ALL, 0, "cost", 0.89, 0.9),),
        ),
        Predict(
            "The same work",
            "200 steps with all 200 points bring the cost to 0.314. That is 40,000 looks at a "
            "point. With a batch of 10, the same 40,000 looks are 4,000 steps. Where is the "
            "cost then?",
            kind="words",
            run=TEN,
            until=4000,
            options=(
                Option("Above 0.5: the noise ruins it"),
                Option("About 0.31: the same work, the same result"),
                Option("About 0.07: much lower"),
            ),
            answer=2,
            explanation="0.07. A step with 10 points is almost as good as one with all 200, and "
            "there are twenty times as many of them for the same work.",
            speed=20,
            claims=(
                Claim(ALL, 200, "cost", 0.3135, 0.3145),
                Claim(TEN, 4000, "cost", 0.065, 0.075),
            ),
        ),
        Predict(
            "The same number of steps",
            r"Now count steps instead of work. 1,000 steps for each. Which has the lowest cost?",
            kind="contest",
            run=ALL,
            until=1000,
            options=(
                Option("All 200 points a step", ALL),
                Option("10 points a step", TEN),
                Option("1 point a step", ONE),
            ),
            answer=0,
            explanation="All 200, but look how close it is: 0.277, 0.291 and 0.324. Step for "
            "step the exact gradient is best. It is only that each of its steps needs 20 times "
            "the work of the second, and 200 times the work of the third.",
            speed=5,
            claims=(
                Claim(ALL, 1000, "cost", 0.2765, 0.2775),
                Claim(TEN, 1000, "cost", 0.29, 0.292),
                Claim(ONE, 1000, "cost", 0.323, 0.326),
            ),
        ),
        Watch(
            "One point at a time",
            "A batch of 1 is called *stochastic* gradient descent. Every step listens to one "
            "single point. At step 100 the cost over all points is 0.33, at step 200 it is "
            "0.43: higher again. And yet at step 10,000 it is below 0.1, after only 50 looks at "
            "each point. Fifty steps with all 200 points, the same work, end at 0.39.",
            run=ONE,
            until=10000,
            watch="The curve of the cost: how wide is its band?",
            speed=20,
            claims=(
                Claim(ONE, 100, "cost", 0.33, 0.34),
                Claim(ONE, 200, "cost", 0.43, 0.44),
                Claim(ONE, 10000, "cost", 0.07, 0.08),
                Claim(ALL, 50, "cost", 0.385, 0.395),
            ),
        ),
        Read(
            "Quieter at the end",
            "Noise is harmless far from the goal, and a nuisance near it: there the single "
            "points disagree most. So one takes shorter steps towards the end. This run lowered "
            "the rate from 0.5 to 0.05 at step 10,000. From 0.075 the cost went to 0.042 within "
            "500 steps, and the curve became smooth.",
            run=COOLED,
            at=10500,
            claims=(
                Claim(COOLED, 10000, "cost", 0.07, 0.08),
                Claim(COOLED, 10500, "cost", 0.0415, 0.0435),
                Claim(COOLED, 11000, "cost", 0.04, 0.042),
            ),
        ),
        Try(
            "Quick and cheap",
            "Batches of 10 must stay. Bring the cost down to 0.06 or less within 1,500 steps. "
            "You may change the learning rate and the optimizer.",
            run=TEN,
            goal=Goal("cost", 0.0, 0.06, within=1500, keep=(*SAME_DATA, "dims", "batch")),
            hints=(
                "At a rate of 0.5 it is at 0.22 by then. Is it the noise that holds it back, or "
                "are the steps too short?",
                "Try a rate of 3, or momentum, which averages the noise of the last steps away.",
            ),
            solution=f"{MOONS}&lr=3&batch=10",
            controls=("lr", "opt", "speed"),
        ),
    ),
    go_on="data=moons&noise=0.12&dims=8&init=scale-1&lr=0.5&batch=10",
    notes="Compare it with an opinion poll: nobody asks all voters every day. Often "
    "misunderstood: that small batches are a makeshift. For the same work they are far ahead "
    "here, and with large data sets there is no other way. Be careful with clocks: on this "
    "small network a step with 10 points takes as long as one with 200, because calling the "
    "arithmetic costs more than doing it. So the lesson counts looks at points, which is what "
    "matters for a million of them. Distinguish step, batch and epoch on the board.",
)
