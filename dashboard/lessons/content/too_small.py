"""How small is too small? The classic start, one layer deeper."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

SHALLOW = "data=xor&test=0&init=classic&lr=1"
DEEP = "data=xor&test=0&dims=4-4&init=classic&lr=1"
XAVIER = "data=xor&test=0&dims=4-4&lr=1"
ONES = "data=xor&test=0&dims=4-4&init=scale-1&lr=1"

LESSON = Lesson(
    id="too-small",
    title="The classic 0.01, one layer deeper",
    aim="Say why small weights stop a deeper network, and how large they should be.",
    minutes=12,
    steps=(
        Read(
            "Random, and 0.01 large",
            "Many first programs start all weights as random numbers about 0.01 large. With one "
            "hidden layer that works, after a while. On XOR such a network leaves the 0.693 "
            "behind, and after 1,000 steps it is at 0.27.\n\n"
            "This is that run. What if we add a second hidden layer, of four units as well?",
            run=SHALLOW,
            at=1000,
            claims=(
                Claim(SHALLOW, 0, "cost", 0.693, 0.694),
                Claim(SHALLOW, 1000, "cost", 0.27, 0.28),
            ),
        ),
        Predict(
            "One layer deeper",
            "Three networks try XOR. Which has the lowest cost after 2,000 steps? (*Xavier* is "
            "random too, but larger: about 0.7 in the first layer, and 0.5 in the others.)",
            kind="contest",
            run=XAVIER,
            until=2000,
            options=(
                Option("One hidden layer, weights about 0.01", SHALLOW),
                Option("Two hidden layers, weights about 0.01", DEEP),
                Option("Two hidden layers, Xavier", XAVIER),
            ),
            answer=2,
            explanation="Xavier reaches 0.005. One layer with small weights has come to 0.24. "
            "Two layers with small weights have not moved at all: 0.693.",
            speed=10,
            claims=(
                Claim(SHALLOW, 2000, "cost", 0.235, 0.245),
                Claim(DEEP, 2000, "cost", 0.693, 0.6935),
                Claim(XAVIER, 2000, "cost", 0.005, 0.006),
            ),
        ),
        Watch(
            "Ten thousand steps of nothing",
            "Give it time, then: 10,000 steps. The cost is 0.693 at the beginning and 0.693 at "
            "the end. The first layer's gradient is about a ten-millionth: $10^{-7}$ at the "
            "start, and still less than $10^{-6}$ at the end.",
            run=DEEP,
            until=10000,
            watch="Nothing, and that is the point. Look at the sizes of the gradients.",
            speed=50,
            claims=(
                Claim(DEEP, 0, "first-gradient", 0.5e-7, 1.5e-7),
                Claim(DEEP, 10000, "cost", 0.693, 0.6935),
                Claim(DEEP, 10000, "first-gradient", 1e-7, 1e-6),
            ),
        ),
        Read(
            "A whisper down the line",
            "Blame goes back through the weights. At each layer it is multiplied by a weight, "
            r"here 0.01, and by the slope of a sigmoid, at most $1/4$. Two layers: $(0.01 \cdot "
            r"\frac14)^2$, about six millionths. And what goes forwards is whispered too: every "
            "unit says nearly 0.5, whatever the point is.\n\n"
            "With weights about 1 large, the same network with the same seed starts with a "
            "gradient ten thousand times as large. It leaves the plateau, and is below 0.1 at "
            "step 500.",
            run=ONES,
            at=500,
            claims=(
                Claim(ONES, 0, "first-gradient", 1e-3, 2e-3),
                Claim(ONES, 500, "cost", 0.08, 0.09),
            ),
        ),
        Try(
            "Speak up",
            "Two hidden layers, weights about 0.01, and no move. Get at least 95 % right within "
            "1,000 steps, and leave the layers as they are.",
            run=DEEP,
            goal=Goal("score", 0.95, 1.0, within=1000, keep=(*SAME_DATA, "dims")),
            hints=(
                "A larger learning rate multiplies a very small number. Is that enough? Try it, "
                "and then look for what makes the number so small.",
                "Choose another initialisation: one that looks at how many inputs a unit has.",
            ),
            solution=XAVIER,
            controls=("init", "lr"),
        ),
    ),
    go_on="data=xor&dims=4-4&init=classic&lr=1",
    notes="Let a sentence be whispered along a row of pupils, each only a quarter as loud. "
    "Often misunderstood: that it is a matter of patience. 10,000 steps bring the cost down by "
    "less than 0.0001. A learning rate of 100 does not help either: it throws the output's bias "
    "about, and the first layer ends up with practically no gradient at all. Xavier's idea is "
    "that a sum of $n$ inputs should be about as large as each of them: so weights of the size "
    r"$\sqrt{1/n}$. Adam does leave the plateau from here, but stops at 72 % within 2,000 steps: "
    "its units are too much alike.",
    claims=(
        Claim(DEEP, 0, "cost", 0.69316, 0.69317),
        Claim(DEEP, 10000, "cost", 0.69314, 0.69315),
        Claim("data=xor&test=0&dims=4-4&init=classic&lr=100", 1000, "first-gradient", 0.0, 1e-20),
        Claim("data=xor&test=0&dims=4-4&init=classic&lr=0.01&opt=adam", 2000, "score", 0.7, 0.73),
    ),
)
