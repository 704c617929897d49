"""What happens to a unit that is sure of the wrong thing? It depends on the cost."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Drill, Goal, Lesson, Option, Predict, Read, Try, Watch

UNIT = "data=point&n=1&test=0&dims=0&init=given&given=-2.0,0.0,-2.0"
ENTROPY = f"{UNIT}&lr=0.15"
SQUARED = f"{UNIT}&cost=squared-error&lr=0.15"
NET = "data=xor&test=0&dims=8&init=scale-20"
SIX_SEEDS = ("&seed=1", "", "&seed=3", "&seed=4", "&seed=5", "&seed=6")
NET_ENTROPY = f"{NET}&lr=0.5"
NET_SQUARED = f"{NET}&cost=squared-error&lr=0.5"

LESSON = Lesson(
    id="saturation",
    title="Saturation, and why cross-entropy",
    aim="Say what a saturated unit is, and why cross-entropy gets it moving again.",
    minutes=18,
    steps=(
        Read(
            "Sure, and wrong",
            "One unit and one point, of class 1. The unit has $w = b = -2$, so its sum is $-4$, "
            "and it says 0.018: quite sure, and quite wrong.\n\n"
            "At a sum of $-4$ the sigmoid is flat. A small change of the weights hardly changes "
            "what the unit says. Such a unit is called *saturated*. It is far off, and it can "
            "hardly feel the way.",
            run=SQUARED,
            claims=(Claim(SQUARED, 0, "prediction", 0.0175, 0.0185),),
        ),
        Drill(
            "How much blame?",
            r"With squared error the blame for the sum is $\delta = (\hat y - y) \cdot \hat y (1 "
            r"- \hat y)$: the error times the slope of the sigmoid. Here $\hat y = 0.018$ and $y "
            "= 1$.\n\n"
            r"What is $\delta$? (With cross-entropy it would be $\hat y - y = -0.982$.)",
            run=SQUARED,
            at=0,
            number="delta1.0",
            tolerance=0.02,
        ),
        Predict(
            "Fifty steps",
            "The unit trains with squared error, at a learning rate of 0.15. It should say 1, "
            "and it says 0.018. What does it say after 50 steps?",
            kind="words",
            run=SQUARED,
            until=50,
            options=(
                Option("About 0.9: a large error is soon put right"),
                Option("About 0.5: half way"),
                Option("About 0.02: it has hardly moved"),
            ),
            answer=2,
            explanation="It says 0.024. The error could not be larger, but the slope makes "
            "almost nothing of it. Only around step 200 does it get going, and at step 300 it "
            "says 0.8.",
            speed=1,
            claims=(
                Claim(SQUARED, 50, "prediction", 0.0235, 0.0245),
                Claim(SQUARED, 200, "prediction", 0.2, 0.22),
                Claim(SQUARED, 300, "prediction", 0.79, 0.805),
            ),
        ),
        Watch(
            "The same with cross-entropy",
            "The same unit, the same start, the same learning rate. Only the cost is "
            r"cross-entropy. In its blame the slope cancels out, and what is left is $\hat y - "
            "y$: the more wrong, the faster. After 10 steps it says 0.22, after 50 steps 0.90.",
            run=ENTROPY,
            until=50,
            watch="How the first steps are the longest.",
            speed=1,
            claims=(
                Claim(ENTROPY, 10, "prediction", 0.22, 0.23),
                Claim(ENTROPY, 50, "prediction", 0.895, 0.905),
            ),
        ),
        Predict(
            "A whole network",
            "XOR, and weights twenty times too large. 82 % of what the eight hidden units say "
            "is saturated. Two copies train for 2,000 steps, one with each cost. Which of these "
            "comes true?",
            kind="words",
            run=NET_ENTROPY,
            until=2000,
            options=(
                Option("Neither gets beyond half of the points"),
                Option("Only squared error solves it"),
                Option("Only cross-entropy solves it"),
                Option("Both solve it"),
            ),
            answer=2,
            explanation="With cross-entropy every point is right. With squared error it was 47 "
            "%, and it is still below 49 %. The hidden units are as saturated as before, 82 %, "
            "in both. What cross-entropy saves is the output unit: it always hears how wrong it "
            "is, and learns to put the eight hard lines together.",
            speed=10,
            claims=(
                Claim(NET_ENTROPY, 0, "saturated", 0.815, 0.825),
                Claim(NET_ENTROPY, 2000, "score", 1.0, 1.0),
                Claim(NET_SQUARED, 0, "score", 0.465, 0.475),
                Claim(NET_SQUARED, 2000, "score", 0.48, 0.49),
                Claim(NET_ENTROPY, 2000, "saturated", 0.8, 0.83),
                Claim(NET_SQUARED, 2000, "saturated", 0.8, 0.83),
            ),
        ),
        Read(
            "Half a cure",
            "Look at the border that the run with cross-entropy found: hard and angular. The "
            "saturated hidden units could hardly move, and the output made the best of the "
            "lines that chance had drawn. Here that was enough.\n\n"
            "The real cure is a start that saturates nobody. With Xavier weights no unit is "
            "saturated at the beginning, and then even squared error has all points right after "
            "2,000 steps.",
            run=NET_ENTROPY,
            at=2000,
            claims=(
                Claim("data=xor&test=0&dims=8&cost=squared-error&lr=0.5", 0, "saturated", 0.0, 0.0),
                Claim("data=xor&test=0&dims=8&cost=squared-error&lr=0.5", 2000, "score", 1.0, 1.0),
            ),
        ),
        Try(
            "Out of the flat",
            "This is the network that is stuck: weights twenty times too large, and squared "
            "error. Change whatever you like about the cost and about the start, and get at "
            "least 95 % right within 2,000 steps.",
            run=NET_SQUARED,
            goal=Goal("score", 0.95, 1.0, within=2000, keep=(*SAME_DATA, "dims")),
            hints=(
                "There are two ways. Either let the output hear how wrong it is, or start where "
                "the sigmoids are not flat.",
                "Choose cross-entropy, or Xavier weights, or both.",
            ),
            solution="data=xor&test=0&dims=8&lr=0.5",
            controls=("cost", "init"),
        ),
    ),
    go_on="data=xor&dims=8&init=scale-20&cost=squared-error&lr=0.5",
    notes="Often misunderstood: that a large error always means a large step. With squared "
    "error the most wrong unit may learn slowest. Be exact about what cross-entropy cures: the "
    "output unit, not the hidden ones. In the network of this lesson as many hidden units are "
    "saturated at the end as at the start, with either cost. Folklore has it that large weights "
    "trap every network; with cross-entropy all six seeds that we tried got out. Adam does not "
    "save squared error here: 69 % after 2,000 steps.",
    claims=(
        Claim(f"{NET}&cost=squared-error&lr=0.05&opt=adam", 2000, "score", 0.68, 0.7),
        *(Claim(f"{NET}{seed}&lr=0.5", 2000, "score", 0.99, 1.0) for seed in SIX_SEEDS),
    ),
)
