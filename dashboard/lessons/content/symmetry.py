"""Why random weights? Units that start alike stay alike."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

MOONS = "data=moons&noise=0.12&test=0"
ZEROS = f"{MOONS}&dims=8&init=zeros"
SMALL = f"{MOONS}&dims=8&init=classic"
LARGE = f"{MOONS}&dims=8&init=scale-1"
ALIKE = (
    f"{MOONS}&dims=8&init=given&given="
    f"{','.join(['0.5'] * 16 + ['0.0'] * 8 + ['0.5'] * 8 + ['0.0'])}"
)
"""Every weight 0.5, every bias 0."""
UNEVEN = "data=moons&noise=0.12&n=199&test=0&dims=8&init=zeros"
ALONE = f"{MOONS}&dims=0"

LESSON = Lesson(
    id="symmetry",
    title="Symmetry",
    aim="Say why weights start at random, and why not all of them at the same number.",
    minutes=15,
    steps=(
        Read(
            "Eight units, all zero",
            "Where should weights start? Zero looks neutral. Here are the moons, and eight "
            "hidden units whose every weight is 0.\n\n"
            "Look at the small maps: each unit says 0.5 everywhere, and so does the output. And "
            "the way back is shut too. Blame reaches a hidden unit through the output's weight, "
            "and that weight is 0. The first layer's gradient is exactly 0.",
            run=ZEROS,
            claims=(
                Claim(ZEROS, 0, "cost", 0.6931, 0.6932),
                Claim(ZEROS, 0, "first-gradient", 0.0, 0.0),
                Claim(ZEROS, 0, "identical-rows", 8, 8),
            ),
        ),
        Predict(
            "Four ways to start",
            "Four networks of eight hidden units, all alike but for their first weights. Which "
            "has the lowest cost after 500 steps?",
            kind="contest",
            run=LARGE,
            until=500,
            options=(
                Option("All weights 0", ZEROS),
                Option("All weights 0.5", ALIKE),
                Option("Random, about 0.01 large", SMALL),
                Option("Random, about 1 large", LARGE),
            ),
            answer=3,
            explanation="The large random weights win with 0.16. Zeros are where they were, at "
            "0.693. The other two stand at 0.298, and that is a number to remember: one unit "
            "alone, with no hidden layer, gets 0.298 as well.",
            speed=2,
            claims=(
                Claim(ZEROS, 500, "cost", 0.6931, 0.6932),
                Claim(ALIKE, 500, "cost", 0.297, 0.2985),
                Claim(SMALL, 500, "cost", 0.297, 0.2985),
                Claim(LARGE, 500, "cost", 0.155, 0.165),
                Claim(ALONE, 500, "cost", 0.297, 0.2985),
            ),
        ),
        Watch(
            "Eight twins",
            "All weights start at 0.5. This network does learn: its cost falls to 0.296. But "
            "look at the eight maps. Every unit gets the same inputs, gives the same output and "
            "takes the same blame, so every unit takes the same step. After 3,000 steps all "
            "eight are still exactly alike. Eight twins are one unit, paid for eight times.",
            run=ALIKE,
            until=3000,
            watch="The eight small maps: try to find any difference.",
            speed=10,
            claims=(
                Claim(ALIKE, 3000, "identical-rows", 8, 8),
                Claim(ALIKE, 3000, "cost", 0.2955, 0.2965),
            ),
        ),
        Predict(
            "A difference of a hundredth",
            "The classic advice: random numbers, about 0.01 large. At step 500 this network "
            "stands at 0.298, just like the twins. What happens until step 3,000?",
            kind="words",
            run=SMALL,
            until=3000,
            options=(
                Option("Nothing: it stays at 0.298"),
                Option("It stands still for long, then breaks free to 0.05"),
                Option("It creeps down evenly to 0.25"),
            ),
            answer=1,
            explanation="At step 1,000 it is still at 0.295, at step 2,000 at 0.25; then it "
            "breaks free, and reaches 0.05. The units were never quite alike, and small "
            "differences grow. They grow slowly, because near the start all units get nearly "
            "the same blame.",
            speed=10,
            claims=(
                Claim(SMALL, 500, "cost", 0.2975, 0.2985),
                Claim(SMALL, 500, "identical-rows", 0, 0),
                Claim(SMALL, 1000, "cost", 0.294, 0.296),
                Claim(SMALL, 2000, "cost", 0.245, 0.255),
                Claim(SMALL, 3000, "cost", 0.045, 0.055),
            ),
        ),
        Try(
            "Free the eight",
            "These eight units start at 0 and go nowhere. Bring the cost down to 0.1 or less "
            "within 1,500 steps. You may change nothing but how the weights start.",
            run=ZEROS,
            goal=Goal("cost", 0.0, 0.1, within=1500, keep=(*SAME_DATA, "dims", "lr")),
            hints=(
                "The units need to differ, and from the beginning.",
                "Several of the named initialisations will do, Xavier for one. The classic one "
                "is too small to be in time.",
            ),
            solution=LARGE,
            controls=("init",),
        ),
    ),
    go_on="data=moons&noise=0.12&dims=8&init=classic",
    notes="Act it out: eight pupils with the same numbers and the same rule can only ever write "
    "down the same. Give one of them another number. Often misunderstood: that zeros are bad "
    "because they are small. They are bad because they are alike: 0.5 everywhere is no better. "
    "With zeros there is one thing more: both classes have 100 points, so even the output's "
    "weights get no push, and the network stands quite still. With 199 points it would move, "
    "and make eight twins. Biases may all start at 0, as long as the weights differ.",
    claims=(
        Claim(UNEVEN, 3000, "identical-rows", 8, 8),
        Claim(UNEVEN, 3000, "cost", 0.29, 0.305),
        Claim(f"{MOONS}&dims=8", 1500, "cost", 0.0, 0.1),
        Claim(SMALL, 1500, "cost", 0.25, 0.27),
    ),
)
