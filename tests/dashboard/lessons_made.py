"""A small lesson with a step of every kind, for tests: it trains in no time."""

from dashboard.lessons.lesson import (
    Claim,
    Drill,
    Goal,
    Lesson,
    Option,
    Predict,
    Read,
    Try,
    Watch,
)

BLOBS = "data=blobs&n=20&test=0&dims=0&init=classic&lr=0.5"
XOR = "data=xor&n=20&test=0&dims=3&init=scale-1&lr=2"

EVERY_KIND = Lesson(
    id="every-kind",
    title="Every kind of step",
    aim="See one step of each kind.",
    minutes=3,
    steps=(
        Read("To read", "Look at the **points**.", run=BLOBS, at=2, notes="Say hello."),
        Predict(
            "A cost",
            "What will the cost be?",
            kind="cost",
            run=BLOBS,
            until=40,
            tolerance=2.0,
            explanation="It falls quickly.",
            speed=2,
            claims=(Claim(BLOBS, 40, "cost", 0.01, 0.1),),
        ),
        Predict(
            "A boundary",
            "Which of these?",
            kind="boundary",
            run=XOR,
            until=60,
            options=(
                Option("at its start", XOR, 0),
                Option("after 60 steps", XOR, 60),
                Option("another seed", XOR + "&seed=3", 60),
                Option("another network", BLOBS, 60),
            ),
            answer=1,
            speed=5,
        ),
        Predict(
            "A contest",
            "Which wins?",
            kind="contest",
            run=BLOBS,
            until=30,
            options=(
                Option("rate 0.5", BLOBS),
                Option("rate 0.001", BLOBS.replace("lr=0.5", "lr=0.001")),
            ),
            answer=0,
            speed=5,
        ),
        Predict(
            "In words",
            "What happens?",
            kind="words",
            run=BLOBS,
            until=10,
            options=(Option("The cost falls"), Option("The cost rises")),
            answer=0,
            speed=1,
        ),
        Watch("To watch", "See it run.", run=BLOBS, until=50, watch="The line turns.", speed=5),
        Try(
            "To solve",
            "Bring the cost below 0.2.",
            run=BLOBS.replace("lr=0.5", "lr=0.001"),
            goal=Goal("cost", 0.0, 0.2, within=400, most_units=0),
            hints=("Larger steps.", "A rate of 2."),
            solution=BLOBS.replace("lr=0.5", "lr=2") + "&step=10",
            controls=("lr",),
        ),
        Drill(
            "To work out",
            "One sum.",
            run="data=point&n=1&test=0&dims=0&init=given&given=0.5,-0.25,1&lr=1",
            at=0,
            number="b1.0",
            point=None,
        ),
    ),
    go_on=BLOBS,
    notes="For the teacher.",
    locked=frozenset({"take"}),
)
