"""What does a hidden layer add? Several lines, and a unit that puts them together."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

FOUR = "data=xor&test=0&init=scale-1&seed=3"
THREE = "data=xor&test=0&dims=3&init=scale-1&seed=3"
SIGMOID = "data=xor&test=0&init=scale-1&seed=3&lr=0.5"
LINEAR = "data=xor&test=0&dims=16&act=linear&init=scale-1&seed=3&lr=0.5"
LINEAR_TWICE = "data=xor&test=0&dims=16-16&act=linear&init=scale-1&seed=3&lr=0.5"

LESSON = Lesson(
    id="hidden-layer",
    title="A hidden layer solves it",
    aim="Say what hidden units do for XOR, and why they must not be linear.",
    minutes=15,
    steps=(
        Read(
            "Four lines instead of one",
            "Between the point and the output there are now four hidden units. Each of them is "
            "what you know: one soft line on the plane. Look at their small maps in the "
            "picture: four random lines.\n\n"
            "The output unit does not see the point any more. It sees the four outputs of the "
            "hidden units, and weighs them against each other. On the plane its border may be "
            "bent.",
            run=FOUR,
            claims=(Claim(FOUR, 0, "score", 0.4, 0.6),),
        ),
        Predict(
            "How will the cost fall?",
            "XOR again, now with four hidden units, for 600 steps. What will the curve of the "
            "cost look like?",
            kind="words",
            run=FOUR,
            until=600,
            options=(
                Option("It falls evenly from the first step on"),
                Option("It stays at about 0.69 for a while, then it drops"),
                Option("It falls at once, then stays at about 0.3"),
                Option("It stays at 0.69, as it did with one unit"),
            ),
            answer=1,
            explanation="At step 20 it is still 0.69, at step 50 it is 0.66; then it drops: "
            "0.45 at step 100, 0.07 at step 400. At step 600 every point is right. On the flat "
            "part the lines turn slowly, until two of them stand where they are of use.",
            speed=2,
            claims=(
                Claim(FOUR, 20, "cost", 0.685, 0.695),
                Claim(FOUR, 50, "cost", 0.655, 0.665),
                Claim(FOUR, 100, "cost", 0.445, 0.455),
                Claim(FOUR, 400, "cost", 0.065, 0.075),
                Claim(FOUR, 600, "score", 1.0, 1.0),
            ),
        ),
        Watch(
            "Look inside",
            "The same run once more. This time do not look at the large plane, but at the small "
            "maps of the hidden units. The third and the fourth are pale at first. By step 100 "
            "they have sharpened, and their lines run slantwise on either side of the middle: "
            "the third cuts off the square at the bottom left, the fourth the one at the top "
            "right. Both of these are class 0.",
            run=FOUR,
            until=400,
            watch="The maps of the third and the fourth hidden unit, between step 50 and step 100.",
            speed=1,
            claims=(Claim(FOUR, 400, "score", 0.985, 0.995),),
        ),
        Predict(
            "Is it the bend?",
            "Three networks try XOR. One has four sigmoid units. The others are much larger, "
            "but their hidden units are *linear*: they pass on the sum $z$ without bending it. "
            "Which has the lowest cost after 2,000 steps?",
            kind="contest",
            run=SIGMOID,
            until=2000,
            options=(
                Option("One hidden layer of 16 linear units", LINEAR),
                Option("Two hidden layers of 16 linear units", LINEAR_TWICE),
                Option("One hidden layer of 4 sigmoid units", SIGMOID),
            ),
            answer=2,
            explanation="The four sigmoids win: 0.05 against 0.690 for both others. A sum of "
            "sums is again one sum: however many linear units there are, together they draw one "
            "straight line. The bend of the sigmoid is what makes a layer worth having.",
            speed=10,
            claims=(
                Claim(SIGMOID, 2000, "cost", 0.045, 0.055),
                Claim(LINEAR, 2000, "cost", 0.6895, 0.6905),
                Claim(LINEAR_TWICE, 2000, "cost", 0.6895, 0.6905),
            ),
        ),
        Read(
            "Luck of the start",
            "With three hidden units it mostly works too, but not always. This run has 88 % "
            "right after 1,000 steps and does not get further: its three lines have turned "
            "parallel, so they make a strip, as two would.\n\n"
            "We tried 20 seeds and 3,000 steps each. With four units, 18 of 20 came below a "
            "cost of 0.1; with three units 14; with two units none.",
            run=THREE,
            at=1000,
            claims=(
                Claim(THREE, 1000, "score", 0.875, 0.885),
                Claim(THREE, 2000, "score", 0.87, 0.89),
            ),
        ),
        Try(
            "Three will do",
            "Solve XOR with at most three hidden units: at least 97 % right within 1,000 steps. "
            "The run you start with is the unlucky one.",
            run=THREE,
            goal=Goal("score", 0.97, 1.0, within=1000, most_units=3, keep=SAME_DATA),
            hints=(
                "Play it first, and see where it gets stuck. What could be different about "
                "another attempt?",
                "The seed draws other random weights to start from. Try a few.",
            ),
            solution="data=xor&test=0&dims=3&init=scale-1",
            controls=("layers", "init", "lr"),
        ),
    ),
    go_on="data=xor",
    notes="Point at the map of one hidden unit and ask: what does this one know? Often "
    "misunderstood: that the hidden units each take one of the four squares. Each of them only "
    "draws a line, and the output counts sides. Also that the flat part at the beginning means "
    "nothing is learned: the lines turn, but it does not pay off yet. Two units never solve "
    "these squares. Two lines do for four single points, but not for four areas that nearly "
    "touch.",
)
