"""What happens in one training step? All of it, with numbers small enough for paper."""

from dashboard.lessons.content import SAME_DATA
from dashboard.lessons.lesson import Claim, Drill, Goal, Lesson, Predict, Read, Try, Watch

START = "data=point&n=1&test=0&dims=2&init=given&given=0.5,-0.4,0.3,0.8,0.0,0.0,0.7,-0.6,0.0"
RUN = f"{START}&lr=1"

LESSON = Lesson(
    id="one-step",
    title="One step by hand",
    aim="Work out one whole training step on paper: forwards, cost, backwards, update.",
    minutes=30,
    steps=(
        Read(
            "A network for paper",
            "One point, $x = (1, 0)$, of class 1. Two hidden units and one output, all of them "
            "sigmoids. The weights are chosen by hand and the biases are 0:\n\n"
            "- hidden unit 1 has 0.5 and −0.4, hidden unit 2 has 0.3 and 0.8\n"
            "- the output has 0.7 for the first and −0.6 for the second\n\n"
            r"The output is $\hat y = 0.523$: hardly better than a coin. In this lesson you make "
            "the one step that brings it to 0.723. Every number of it is a product, a sum or a "
            "sigmoid. Take a calculator.",
            run=RUN,
            claims=(
                Claim(RUN, 0, "prediction", 0.5225, 0.5235),
                Claim(RUN, 1, "prediction", 0.7225, 0.7235),
            ),
        ),
        Drill(
            "Forwards: a hidden unit",
            "Hidden unit 1 has the weights 0.5 and $-0.4$ and the bias 0. The point is $(1, "
            "0)$.\n\n"
            r"So $z = 0.5 \cdot 1 - 0.4 \cdot 0 + 0$. Its output is $a = \sigma(z) = \frac{1}{1 "
            "+ e^{-z}}$. What is $a$?",
            run=RUN,
            at=0,
            number="a1.0",
        ),
        Drill(
            "Forwards: the output",
            "The hidden units give 0.622 and 0.574. The output's weights are 0.7 and $-0.6$, "
            r"and its bias is 0. So $z = 0.7 \cdot 0.622 - 0.6 \cdot 0.574$ and $\hat y = "
            r"\sigma(z)$. What is $\hat y$?",
            run=RUN,
            at=0,
            number="a2.0",
        ),
        Drill(
            "The cost",
            r"The network says $\hat y = 0.523$, and the point is of class 1. What is the cost, "
            r"$-\ln \hat y$?",
            run=RUN,
            at=0,
            number="cost",
        ),
        Drill(
            "Backwards: the output's blame",
            "Now the way back. How would the cost change if the output's sum $z$ grew a little? "
            r"For a sigmoid with cross-entropy the answer is short: $\delta = \hat y - y$. What "
            "is it here? Mind the sign.",
            run=RUN,
            at=0,
            number="delta2.0",
        ),
        Drill(
            "Backwards: a weight of the output",
            "A weight's gradient is the blame behind it times the value that came through it: "
            r"$dW = \delta \cdot a$. The output's $\delta$ is $-0.477$, and hidden unit 1 sent "
            "0.622. What is the gradient of the weight between them?",
            run=RUN,
            at=0,
            number="dW2.0.0",
        ),
        Drill(
            "Backwards: blame for a hidden unit",
            r"Blame goes back through the same weights. Hidden unit 1 gets $0.7 \cdot (-0.477)$, "
            "times the slope of its own sigmoid, $a (1 - a)$ with $a = 0.622$. What is its "
            r"$\delta$?",
            run=RUN,
            at=0,
            number="delta1.0",
        ),
        Drill(
            "Backwards: a weight that hears nothing",
            r"The second weight of hidden unit 1 belongs to $x_2$. The unit's $\delta$ is "
            "$-0.0785$, and the point has $x_2 = 0$. What is this weight's gradient?",
            run=RUN,
            at=0,
            number="dW1.0.1",
        ),
        Drill(
            "The update",
            r"Every weight takes a step against its gradient: the new $W$ is $W - \eta \cdot "
            r"dW$, where $\eta$ is the learning rate, here 1. The output's first weight is 0.7, "
            "and its gradient is $-0.297$. What is it after the step?",
            run=RUN,
            at=0,
            number="W2.0.0",
        ),
        Predict(
            "Did it help?",
            "All nine numbers have now taken their step (for two of them it had length 0). "
            "Before it the cost was 0.649. How large is it after it?",
            kind="cost",
            run=RUN,
            until=1,
            tolerance=1.4,
            explanation="It is 0.325: half of what it was. The output went from 0.523 to 0.723, "
            r"and $-\ln 0.723 = 0.325$.",
            speed=1,
            claims=(
                Claim(RUN, 0, "cost", 0.6485, 0.6495),
                Claim(RUN, 1, "cost", 0.3245, 0.3255),
            ),
        ),
        Watch(
            "The same again, and again",
            "Training is nothing but this step, over and over. After 10 steps the cost is "
            "0.048, after 100 it is 0.004.",
            run=RUN,
            until=100,
            watch=r"Each step brings the cost down by less than the one before: the blame $\hat "
            "y - y$ shrinks.",
            speed=1,
            claims=(
                Claim(RUN, 10, "cost", 0.0475, 0.0485),
                Claim(RUN, 100, "cost", 0.004, 0.0049),
            ),
        ),
        Try(
            "In a single step",
            "You know the gradients. How far the step goes is up to you. Choose the learning "
            "rate so that the cost is 0.1 or less after one step.",
            run=RUN,
            goal=Goal("cost", 0.0, 0.1, within=1, keep=(*SAME_DATA, "init", "given", "dims")),
            hints=(
                "With learning rate 1 the cost is 0.325 after the step. Is a longer step better "
                "or worse here?",
                "Try 3, 4 or 5. On this one point a long step does no harm. With more points it "
                "soon would.",
            ),
            solution=f"{START}&lr=4",
            controls=("lr",),
        ),
    ),
    go_on=RUN,
    notes="Best in pairs, one forwards and one backwards, at the page *One step*, which shows "
    "every number in its place. Often misunderstood: that the network is told what its weights "
    "should be. It is told only which way each of them is wrong. Also the sign: the blame is "
    "negative because the sum is too small, so the update adds. The weight of $x_2$ is the "
    "moment to ask why a weight does not change: nothing came through it. The second column of "
    "$dW^{[1]}$ is 0 for the same reason.",
)
