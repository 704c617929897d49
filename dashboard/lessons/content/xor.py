"""What can one unit not do? XOR: no line parts opposite corners."""

from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

ALONE = "data=xor&test=0&dims=0&lr=1"
SQUARED = "test=0&features=x1-x2-x1x1-x2x2&dims=0&lr=1"

LESSON = Lesson(
    id="xor",
    title="XOR with no hidden layer",
    aim="Say why no single unit can solve XOR, and what would have to change.",
    minutes=12,
    steps=(
        Read(
            "Opposite corners",
            "Four squares of points. Top right and bottom left are class 0, the other two are "
            "class 1: a point is of class 1 if *either* $x_1$ *or* $x_2$ is positive, but not "
            "both. That is called XOR.\n\n"
            "Take a pen and hold it in front of the picture. Is there any way to lay it so that "
            "each class has a side of its own?",
            run=ALONE,
        ),
        Predict(
            "One unit, a thousand steps",
            "One unit gets the XOR points and trains for 1,000 steps. It starts at a cost of "
            "0.698. Remember: whoever says 0.5 everywhere pays 0.693.\n\n"
            "Where will the cost be at the end?",
            kind="cost",
            run=ALONE,
            until=1000,
            tolerance=1.15,
            explanation="It ends at 0.690, with 52 % right: a coin. It found that out within "
            "the first 20 steps, and more training does not help.",
            speed=3,
            claims=(
                Claim(ALONE, 0, "cost", 0.6975, 0.6985),
                Claim(ALONE, 20, "cost", 0.6895, 0.6905),
                Claim(ALONE, 1000, "cost", 0.6895, 0.6905),
                Claim(ALONE, 1000, "score", 0.515, 0.525),
            ),
        ),
        Watch(
            "Try harder?",
            "Perhaps it needs more force. The same unit with a learning rate of 100: the cost "
            "jumps to more than 5 and stays there, and it is right about half of the points. "
            "Force does not help either.",
            run="data=xor&test=0&dims=0&lr=100",
            until=300,
            watch="The line. It is thrown to and fro, and never finds a place.",
            speed=1,
            claims=(
                Claim("data=xor&test=0&dims=0&lr=100", 100, "cost", 5.0, 20.0),
                Claim("data=xor&test=0&dims=0&lr=100", 300, "cost", 5.0, 20.0),
                Claim("data=xor&test=0&dims=0&lr=100", 300, "score", 0.4, 0.6),
            ),
        ),
        Read(
            "Why it cannot be",
            "It is not the training. No weights exist that would do it. Look at four points, at "
            "$(1, 1)$, $(-1, -1)$, $(1, -1)$ and $(-1, 1)$, and at the sum $z = w_1 x_1 + w_2 "
            "x_2 + b$ of each.\n\n"
            "- Add the sums of the first two: the weights cancel, and $2b$ is left. Both are "
            "class 0, so it must be negative.\n"
            "- Add those of the other two: again $2b$ is left. Both are class 1, so it must be "
            "positive.\n\n"
            "The same number would have to be negative and positive. So there is no such line.",
            run=ALONE,
            at=1000,
            claims=(Claim(ALONE, 1000, "cost", 0.6895, 0.6905),),
        ),
        Predict(
            "Another look at a point",
            "The circle is no task for a line either: the same unit gets 56 % there. Now we let "
            "it see two more numbers of each point, $x_1^2$ and $x_2^2$. It is still one single "
            "unit. How much will it get right after 200 steps?",
            kind="words",
            run=SQUARED,
            until=200,
            options=(
                Option("56 %, as before: one unit is one line"),
                Option("About 75 %"),
                Option("All of them"),
            ),
            answer=2,
            explanation="All 200. In the four numbers the unit still draws something straight: "
            "$w_3 x_1^2 + w_4 x_2^2 + b = 0$. Seen on the plane, that is a circle.",
            speed=1,
            claims=(
                Claim("test=0&dims=0&lr=1", 200, "score", 0.555, 0.565),
                Claim(SQUARED, 200, "score", 1.0, 1.0),
            ),
        ),
        Try(
            "Help it to see",
            "Now XOR again. Without any hidden unit, get at least 95 % right within 200 steps. "
            "You may only choose what the unit sees of each point.",
            run=ALONE,
            goal=Goal(
                "score",
                0.95,
                1.0,
                within=200,
                most_units=0,
                keep=("data", "data_seed", "noise", "n", "test"),
            ),
            hints=(
                "You are looking for one number that is positive for one class and negative for "
                "the other. What happens to the signs of $x_1$ and $x_2$ when they are "
                "multiplied?",
                r"Let it see $x_1 x_2$.",
            ),
            solution="data=xor&test=0&features=x1-x2-x1x2&dims=0&lr=1",
            controls=("features",),
        ),
    ),
    go_on="data=xor&dims=0&lr=1",
    notes="In 1969 this very limit took the heart out of the field for years. Let them try with "
    "the pen first, for a whole minute. Often misunderstood: that more training, another seed "
    "or another learning rate might do it. The argument with $2b$ settles it for all weights. "
    "The last task shows one way out: a person who knows the answer hands over the right "
    "feature. The next lesson shows the better one: let the network make its own.",
)
