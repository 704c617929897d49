"""Why are deep sigmoid networks slow? Slopes of at most a quarter, multiplied."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

DEEP = "test=0&dims=8-8-8-8"
SIGMOID = f"{DEEP}&lr=0.5"
FASTER = f"{DEEP}&lr=5"
TANH = f"{DEEP}&act=tanh&lr=0.5"
RELU = f"{DEEP}&act=relu&init=he&lr=0.5"
SHALLOW = "test=0&dims=8&lr=0.5"

LESSON = Lesson(
    id="vanishing",
    title="Vanishing gradients",
    aim="Say why blame fades in a deep sigmoid network, and name two ways out.",
    minutes=15,
    steps=(
        Read(
            "Deeper is better, is it not?",
            "The circle is an easy task. One hidden layer of eight sigmoids has every point "
            "right after 1,000 steps, at a cost of 0.09. Here are four such layers, one behind "
            "the other, with well chosen random weights (Xavier).\n\n"
            "Look at the small maps, layer by layer. In the first layer you see lines. In the "
            "last one hardly anything is left: each unit says nearly the same for every point.",
            run=SIGMOID,
            claims=(
                Claim(SHALLOW, 1000, "cost", 0.085, 0.095),
                Claim(SHALLOW, 1000, "score", 1.0, 1.0),
            ),
        ),
        Predict(
            "Two thousand steps",
            "One hidden layer needed 1,000 steps. This network has four of them. Where will its "
            "cost be after 2,000 steps?",
            kind="words",
            run=SIGMOID,
            until=2000,
            options=(
                Option("Below 0.01: it is four times as capable"),
                Option("About 0.09, as with one layer"),
                Option("About 0.4: slower, but on its way"),
                Option("Still at 0.69"),
            ),
            answer=3,
            explanation="0.693 after 30 steps, and 0.693 after 2,000. The last layer learned to "
            "say 0.5 for everything within the first ten steps, and since then nothing has got "
            "through.",
            speed=10,
            claims=(
                Claim(SIGMOID, 10, "cost", 0.693, 0.6935),
                Claim(SIGMOID, 30, "cost", 0.693, 0.6935),
                Claim(SIGMOID, 2000, "cost", 0.692, 0.6935),
            ),
        ),
        Read(
            "A quarter of a quarter of a quarter",
            "On its way back, blame is multiplied in each layer by the slope of the sigmoid, $a "
            "(1 - a)$. That is at most $1/4$, even at its steepest. After four layers at most "
            r"$\left(\frac14\right)^4 = \frac{1}{256}$ is left, and the weights take their share "
            "too.\n\n"
            "Measured on this network at step 0: the first layer's gradient is 0.00012 of the "
            "last one's. The layer that sees the points hears next to nothing of what is wrong. "
            "With *tanh*, whose slope is up to 1, it is 0.4 instead, and with *ReLU* 0.3.",
            run=SIGMOID,
            claims=(
                Claim(SIGMOID, 0, "gradient-ratio", 1.15e-4, 1.25e-4),
                Claim(TANH, 0, "gradient-ratio", 0.35, 0.45),
                Claim(RELU, 0, "gradient-ratio", 0.25, 0.35),
            ),
        ),
        Predict(
            "Which one gets going?",
            "The same four layers, the same points, only 30 steps. Which network has the lowest "
            "cost?",
            kind="contest",
            run=TANH,
            until=30,
            options=(
                Option("Sigmoid, learning rate 0.5", SIGMOID),
                Option("Tanh, learning rate 0.5", TANH),
                Option("Sigmoid, learning rate 5", FASTER),
            ),
            answer=1,
            explanation="Tanh: 0.32 after 30 steps, and 96 % right. Both sigmoids stand at "
            "0.693. Ten times a very small number is still a very small number.",
            speed=1,
            claims=(
                Claim(SIGMOID, 30, "cost", 0.693, 0.6935),
                Claim(FASTER, 30, "cost", 0.693, 0.6935),
                Claim(TANH, 30, "cost", 0.315, 0.325),
                Claim(TANH, 30, "score", 0.955, 0.965),
            ),
        ),
        Watch(
            "ReLU",
            "ReLU has slope 1 wherever it is not 0, so blame passes undiminished. With weights "
            "made for it (He), the same four layers reach a cost of 0.05 in 45 steps, and 0.01 "
            "in 100.",
            run=RELU,
            until=100,
            watch="The border on the plane: it is made of straight pieces.",
            speed=1,
            claims=(
                Claim(RELU, 45, "cost", 0.045, 0.06),
                Claim(RELU, 100, "cost", 0.01, 0.015),
            ),
        ),
        Try(
            "Wake it up",
            "Four hidden layers of eight units, and the cost stands at 0.693. Bring it down to "
            "0.1 or less within 200 steps. The layers must stay.",
            run=SIGMOID,
            goal=Goal("cost", 0.0, 0.1, within=200, keep=(*SAME_DATA, "dims")),
            hints=(
                "What multiplies the blame in each layer, and can never be more than a quarter?",
                "Choose another activation for all four layers. If you want to keep the "
                "sigmoid, look for an optimizer that evens the steps out.",
            ),
            solution=TANH,
            controls=("layers", "init", "opt", "lr"),
        ),
    ),
    go_on="dims=8-8-8-8&lr=0.5",
    notes="Say what you promise: 2,000 steps of standstill. This very network breaks free "
    "between step 4,000 and step 6,000, and then learns the circle perfectly, so never say that "
    "it is stuck for ever. Often misunderstood: that deep networks are too complicated to "
    "learn. It is only that the message gets lost on the way. Also: the ratio of 0.00012 is "
    "that of step 0. A few steps later the last layer's gradient is tiny too, because the "
    "output has settled at 0.5, so the ratio looks healthy while nothing moves.",
    claims=(
        Claim(SIGMOID, 1000, "gradient-ratio", 0.1, 1.0),
        Claim(SIGMOID, 1000, "first-gradient", 1e-5, 5e-5),
        Claim(SIGMOID, 4000, "cost", 0.6, 0.69),
        Claim(SIGMOID, 6000, "score", 1.0, 1.0),
        Claim(f"{DEEP}&lr=0.05&opt=adam", 200, "cost", 0.0, 0.1),
    ),
)
