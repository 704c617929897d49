"""A neuron is a line: two clouds of points, one unit."""

from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

RUN = "data=blobs&dims=0&init=classic&lr=0.5"

NEURON_IS_A_LINE = Lesson(
    id="a-neuron-is-a-line",
    title="A neuron is a line",
    aim="Say what one neuron can do to the plane, and what training changes about it.",
    minutes=8,
    steps=(
        Read(
            "Two clouds and one neuron",
            "Each point has two coordinates, $x_1$ and $x_2$, and a class: orange or blue. The "
            "network is **one neuron**. It computes $z = w_1 x_1 + w_2 x_2 + b$ and squashes it: "
            "$a = \\sigma(z)$, the probability of blue.\n\nWhere $z = 0$ it cannot decide. That "
            "is the equation of a **straight line**.",
            run=RUN,
        ),
        Predict(
            "Before you press Play",
            "Its weights are nearly 0, so it calls everything 50 : 50, and the cost is "
            "$\\ln 2 = 0.693$. What will the **training cost** be after 50 steps?",
            kind="cost",
            run=RUN,
            until=50,
            tolerance=2.0,
            explanation="Two clouds so far apart are easily told apart: the line only has to turn "
            "the right way, and then the weights grow, which makes the neuron surer.",
            speed=1,
            claims=(Claim(RUN, 50, "cost", 0.02, 0.04),),
        ),
        Watch(
            "The line turns, then hardens",
            "Now let it run on for 300 steps.",
            run=RUN,
            until=300,
            watch="The border finds its place within a few steps. After that only its **blur** "
            "changes: it gets narrower as the weights grow.",
            speed=2,
            claims=(Claim(RUN, 300, "score", 1.0, 1.0),),
        ),
        Predict(
            "Four clouds?",
            "Next come four clouds, in the pattern of XOR: opposite quarters are of one class. "
            "One neuron again. How will it end?",
            kind="words",
            run="data=xor&dims=0&lr=1",
            until=300,
            options=(
                Option("It finds a border around the blue quarters"),
                Option("It stays at about half right: no line can do it"),
                Option("It gets three quarters right"),
            ),
            answer=1,
            explanation="One neuron is one line, and no line has both blue quarters on one side.",
            speed=5,
            claims=(Claim("data=xor&dims=0&lr=1", 300, "score", 0.4, 0.6),),
        ),
        Try(
            "Make it quick",
            "Back to the two clouds. Bring the training cost **below 0.01 within 30 steps**: the "
            "learning rate is yours to choose. *Reset* goes back to step 0.",
            run=RUN,
            goal=Goal("cost", 0.0, 0.01, within=30),
            hints=(
                "A larger learning rate makes larger steps; these clouds forgive it.",
                "Try 10.",
            ),
            solution="data=blobs&dims=0&init=classic&lr=10&step=30",
            controls=("lr",),
        ),
    ),
    go_on="data=blobs&dims=0&init=classic&lr=0.5",
    notes="Ask for a show of hands before each prediction. It is often thought that the neuron "
    "moves the points: it only moves the line.",
)
