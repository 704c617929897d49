"""The last challenge: two arms that wind around each other."""

from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Predict, Read, Try, Watch

SPIRAL = "data=spiral&n=300"
SMALL = SPIRAL
WIDE = f"{SPIRAL}&dims=16&act=tanh&lr=0.5"
TWO_LAYERS = f"{SPIRAL}&dims=8-8&act=tanh&lr=0.5"
FOUR_TANH = f"{SPIRAL}&act=tanh&lr=0.5"
LARGE = f"{SPIRAL}&dims=16-16&act=tanh&lr=0.5"

LESSON = Lesson(
    id="spiral",
    title="The challenge: a spiral",
    aim="Use all that you know on a task that gives nothing away.",
    minutes=30,
    steps=(
        Read(
            "Two arms",
            "Two arms wind around each other, nearly two turns each. 300 points to learn from, "
            "and 100 test points. Follow the border between the arms with a finger: count how "
            "often it turns back on itself.\n\n"
            "This is the page's default network, four sigmoid units, after 2,000 steps: 67 % "
            "right.",
            run=SMALL,
            at=2000,
            claims=(Claim(SMALL, 2000, "score", 0.66, 0.685),),
        ),
        Predict(
            "Wide or deep?",
            r"Tanh units, a learning rate of 0.5, 2,000 steps. Which network has the lowest cost?",
            kind="contest",
            run=TWO_LAYERS,
            until=2000,
            options=(
                Option("4 units in one hidden layer", FOUR_TANH),
                Option("16 units in one hidden layer", WIDE),
                Option("8 units, and 8 more in a second layer", TWO_LAYERS),
            ),
            answer=2,
            explanation="Two layers of eight: 0.009, against 0.32 for 16 units side by side, "
            "and 0.62 for four. Units of a second layer do not draw lines on the plane any "
            "more. They draw their border through what the first layer made of it, and that may "
            "already be bent.",
            speed=10,
            claims=(
                Claim(FOUR_TANH, 2000, "cost", 0.61, 0.63),
                Claim(WIDE, 2000, "cost", 0.31, 0.33),
                Claim(TWO_LAYERS, 2000, "cost", 0.0085, 0.0105),
            ),
        ),
        Watch(
            "With room to spare",
            "Two layers of 16. At step 500 it has about three quarters right, at step 1,000 "
            "about 90 %, and at step 2,000 all 300, and all test points too.",
            run=LARGE,
            until=2000,
            watch="From the outside to the middle: which part of the spiral does it get last?",
            speed=10,
            claims=(
                Claim(LARGE, 500, "score", 0.68, 0.82),
                Claim(LARGE, 1000, "score", 0.85, 0.95),
                Claim(LARGE, 2000, "score", 1.0, 1.0),
                Claim(LARGE, 2000, "test-score", 1.0, 1.0),
            ),
        ),
        Try(
            "Bronze",
            "Solve it with a network of your own: at least 95 % of the training points within "
            "2,000 steps. All settings are yours.",
            run=SMALL,
            goal=Goal("score", 0.95, 1.0, within=2000),
            hints=(
                "Which activation passes more blame back than the sigmoid? How many layers "
                "would you take?",
                "Two hidden layers of 8 tanh units, and a learning rate of 1.",
            ),
            solution=f"{SPIRAL}&dims=8-8&act=tanh&lr=1",
        ),
        Try(
            "Silver",
            "Now the exam counts, and units are scarce: at least 95 % of the *test* points, "
            "with at most 12 hidden units in all, within 2,000 steps.",
            run=SMALL,
            goal=Goal("test-score", 0.95, 1.0, within=2000, most_units=12),
            hints=(
                "Two layers of six. Plain gradient descent is too slow for that. What else "
                "could make a step of a gradient?",
                "Tanh, the optimizer Adam, and a learning rate near 0.02. If it gets stuck, "
                "take another seed.",
            ),
            solution=f"{SPIRAL}&dims=6-6&act=tanh&seed=1&lr=0.02&opt=adam",
        ),
        Try(
            "Gold",
            "At most eight hidden units: again at least 95 % of the test points within 2,000 "
            "steps.",
            run=SMALL,
            goal=Goal("test-score", 0.95, 1.0, within=2000, most_units=8),
            hints=(
                "If the network may not have more units, let it see more of each point. A "
                "spiral swings to and fro: which functions do that?",
                r"Add $\sin x_1$ and $\sin x_2$ to the features, and use eight tanh units with "
                "Adam.",
            ),
            solution=f"{SPIRAL}&features=x1-x2-sinx1-sinx2&dims=8&act=tanh&lr=0.02&opt=adam",
        ),
    ),
    go_on="data=spiral&n=300",
    notes="Let groups compete, and hand in the link of their best run. Reward the one with the "
    "fewest units, and ask each group to say why its change helped. Often misunderstood: that "
    "the largest network must win. Sixteen units side by side lose against two layers of eight. "
    "Four sigmoids can be trained long: at step 5,000 they have about three quarters of the "
    "points. If nothing is learned at all, look for the failures of the earlier lessons, one by "
    "one: activation, start, learning rate.",
    claims=(Claim(SMALL, 5000, "score", 0.7, 0.8),),
)
