# %% [markdown]
# # 6. Sequences and pictures
#
# At the end of this notebook you will be able to
#
# - build a recurrent network from one equation, unroll it, and say how its gradient travels back through time;
# - see that gradient vanish or explode, and say how an LSTM keeps it alive;
# - train a network that writes text, character by character, and measure how good it is against simple counting;
# - train one that tells praise from blame, where counting words must fail;
# - descend not in weights but in *pixels*: make a network dream of digits, fool it, and paint one picture in the manner
#   of another.
#
# You need notebooks 1 to 5: cross entropy, the backward pass over a graph, dropout, the convolutional network.

# %%
import inspect
import math
from collections import Counter
from itertools import pairwise

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

import minigrad as torch
import minigrad.nn.functional as F
from minigrad import nn, viz
from minigrad.data import load_digits
from minigrad.ops import TABLE
from minigrad.viz import plots

plt.rcParams.update({"figure.figsize": (5.5, 4.0), "figure.constrained_layout.use": True})

# %% [markdown]
# ## A network with a memory
#
# All networks so far took an input of one fixed size. A text has no fixed size. So read it piece by piece, and keep a
# memory $h$ of what has been read. At each step the new memory is made from the new input and the old memory:
#
# $$h_t = \tanh(W x_t + U h_{t-1} + b) .$$
#
# $W$, $U$ and $b$ are the same at every step. This is a **recurrent network** (RNN), and minigrad's has just this
# equation inside:

# %%
torch.manual_seed(0)
rnn = nn.RNN(input_size=3, hidden_size=4)
inputs = torch.randn(5, 3)  # five steps of three numbers
W, U, b = rnn.weight_ih_l0, rnn.weight_hh_l0, rnn.bias_ih_l0 + rnn.bias_hh_l0  # it has two biases; their sum counts

h, by_hand = torch.zeros(4), []
for x in inputs:
    h = torch.tanh(W @ x + U @ h + b)
    by_hand.append(h)
outputs, last = rnn(inputs)
print("largest difference:", (outputs - torch.stack(by_hand)).abs().max().item())
assert torch.allclose(outputs, torch.stack(by_hand), atol=1e-6)
assert torch.allclose(last[0], h, atol=1e-6)

# %% [markdown]
# Nothing new is needed for derivatives. The loop leaves a graph behind, a long one, in which the same weights occur at
# every step. Here it is for single numbers and three steps. **Predict** in how many products $u$ takes part.

# %%
w, u = torch.tensor(0.5, requires_grad=True), torch.tensor(0.8, requires_grad=True)
steps = [1.0, -0.5, 2.0]
h = torch.tensor(0.1)
for x in steps:
    h = torch.tanh(w * x + u * h)
h.backward()
viz.make_dot({"h after three steps": h}, params={"w": w, "u": u})

# %% [markdown]
# Three, one for each step, and over paths derivatives add (notebook 3). To see it, give each step a weight of its own,
# all with the same value: the sum of their derivatives is the derivative of the shared one. This way of going back has
# a name, *backpropagation through time*, but nothing in it is new.

# %%
own = [torch.tensor(0.8, requires_grad=True) for _ in steps]
h = torch.tensor(0.1)
for x, own_u in zip(steps, own, strict=True):
    h = torch.tanh(w.detach() * x + own_u * h)
h.backward()
shares = [own_u.grad.item() for own_u in own]
print("shares of the steps:", [f"{share:.4f}" for share in shares], " sum:", f"{sum(shares):.4f}")
print("shared weight:", f"{u.grad.item():.4f}")
assert math.isclose(sum(shares), u.grad.item(), rel_tol=1e-5)

# %% [markdown]
# ## Gradients through time
#
# Look at the shares: the first step has the least say. With more steps it gets less and less. On its way from step 40
# back to step 1 a gradient is multiplied by $U^{\mathsf T}$ and by $\tanh'$ forty times. In notebook 4 each layer had
# weights of its own. Here it is *the same matrix* each time: it shrinks or grows like a power.
#
# **Predict** the picture: we measure how much the memory after 60 steps depends on what the memory was $k$ steps
# before, for weights $U$ that shrink vectors a little, keep their length, or stretch them. And what of a tanh that is
# left out?


# %%
def dependence(U: torch.Tensor, tanh: bool = True, steps: int = 60) -> list[float]:
    """The size of the gradient of a sum over the last memory with respect to each memory before, last first."""
    torch.manual_seed(3)
    h, memories = torch.zeros(len(U)), []
    for _ in range(steps):
        memories.append(h.requires_grad_() if not memories else h)
        h = U @ h + 0.5 * torch.randn(len(U))
        h = torch.tanh(h) if tanh else h
    gradients = torch.autograd.grad(h.sum(), memories)
    return [gradient.norm().item() for gradient in reversed(gradients)]


torch.manual_seed(0)
turn, _ = torch.linalg.qr(torch.randn(32, 32))  # orthogonal: it keeps every length
depends = {
    "U shrinks by 0.9, linear": dependence(0.9 * turn, tanh=False),
    "U keeps length, linear": dependence(turn, tanh=False),
    "U stretches by 1.1, linear": dependence(1.1 * turn, tanh=False),
    "U keeps length, tanh": dependence(turn),
}
figure, ax = plt.subplots(figsize=(6.5, 3.8))
for name, sizes in depends.items():
    ax.semilogy(range(1, len(sizes) + 1), sizes, label=name)
ax.set(xlabel="steps back", ylabel="size of the gradient", title="how far back does it feel?")
ax.legend(fontsize="small")
for name, factor in (("shrinks by 0.9", 0.9), ("keeps length", 1.0), ("stretches by 1.1", 1.1)):
    curve = depends[f"U {name}, linear"]
    print(f"U {name}: the gradient changes by {curve[-1] / curve[0]:.1e}, and {factor}^59 is {factor**59:.1e}")
    assert math.isclose(curve[-1] / curve[0], factor**59, rel_tol=1e-3)
assert depends["U keeps length, tanh"][-1] < 1e-3

# %% [markdown]
# Exactly the power. And the tanh, whose slope is at most 1, lets even a perfect $U$ forget. What was read 60 steps ago
# has no say in what is learned.
#
# ## The LSTM
#
# The cure (Hochreiter and Schmidhuber, 1997): a second memory, the *cell* $c$, that is not pressed through a matrix and
# a tanh at each step, but only multiplied by a number and added to:
#
# $$c_t = f \odot c_{t-1} + i \odot \tilde c, \qquad h_t = o \odot \tanh(c_t) .$$
#
# The *gates* $f$ (keep), $i$ (write) and $o$ (show) lie between 0 and 1, one for each number of the cell. They and the
# proposal $\tilde c$ are small layers of what is read and what is remembered: $f = \sigma(W_f x_t + U_f h_{t-1} +
# b_f)$, and so on. Where $f$ is near 1, the cell keeps its value, **and the gradient passes unchanged**: $\partial c_t
# / \partial c_{t-1} = f$ along that path.

# %%
torch.manual_seed(0)
cell = nn.LSTMCell(3, 4)
x, h, c = torch.randn(2, 3), torch.randn(2, 4), torch.randn(2, 4)
i, f, proposal, o = (x @ cell.weight_ih.T + cell.bias_ih + h @ cell.weight_hh.T + cell.bias_hh).chunk(4, 1)
kept = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(proposal)
shown = torch.sigmoid(o) * torch.tanh(kept)
next_h, next_c = cell(x, (h, c))
print("largest difference:", max((next_h - shown).abs().max().item(), (next_c - kept).abs().max().item()))
assert torch.allclose(next_h, shown, atol=1e-6)
assert torch.allclose(next_c, kept, atol=1e-6)

# %%
curves = {}
for bias in (0.0, 2.0, 5.0):
    torch.manual_seed(3)
    cell = nn.LSTMCell(8, 32)
    with torch.no_grad():
        cell.bias_ih[32:64] = bias  # of the gate f
    h, c, cells = torch.zeros(1, 32), torch.zeros(1, 32, requires_grad=True), []
    for _ in range(60):
        cells.append(c)
        h, c = cell(torch.randn(1, 8), (h, c))
    gradients = torch.autograd.grad(c.sum(), cells)
    name = f"gate f about {torch.sigmoid(torch.tensor(bias)).item():.2f}"
    curves[name] = [gradient.norm().item() for gradient in reversed(gradients)]
figure, ax = plt.subplots(figsize=(6.5, 3.6))
ax.semilogy(range(1, 61), depends["U keeps length, tanh"], color="black", linestyle="--", label="RNN")
for name, sizes in curves.items():
    ax.semilogy(range(1, 61), sizes, label=name)
ax.set(xlabel="steps back", ylabel="size of the gradient", title="an LSTM feels as far as its gate lets it")
ax.legend(fontsize="small")
half, most, all_of_it = (sizes[-1] / sizes[0] for sizes in curves.values())
assert half < 1e-9
assert all_of_it > 0.3

# %% [markdown]
# With the gate nearly open a gradient comes back from 60 steps ago as large as it set out. (It even grows a little:
# there are other paths through the gates, and over paths derivatives add.) The network learns when to keep and when to
# forget.
#
# ## A network that writes
#
# Now some text to learn from. We take what minigrad says about its own operations: the documentation of every one,
# about 700 short texts with examples. Each fifteenth is kept aside.

# %%
rows = list(dict.fromkeys(TABLE.values()))
documents = [inspect.cleandoc(row.doc) for row in rows if row.doc]
held_out = "\n\n".join(documents[::15])
text = "\n\n".join(document for number, document in enumerate(documents) if number % 15)
characters = sorted(set(text + held_out))
number_of = {character: number for number, character in enumerate(characters)}
data, new_data = (torch.tensor([number_of[character] for character in part]) for part in (text, held_out))
print(f"{len(text):,} characters to learn from, {len(held_out):,} held out, {len(characters)} different ones\n")
print(text[:360])
assert len(text) > 80_000

# %% [markdown]
# The task: read some characters and say which comes next. The answer is a probability for each of the characters, and
# the error is the cross entropy, the mean of $-\ln p(\text{the one that came})$. Before we train, let us see what one
# gets by counting, without any network, so that we know what is good:
#
# - all characters alike: $\ln$ of their number;
# - each as frequent as it is in the text;
# - each as frequent as it is *after the character before*.


# %%
def counted(context: int) -> float:
    """Cross entropy on the held-out text, by frequencies after the last `context` characters, each count plus 0.05."""
    seen: dict[str, Counter[str]] = {}
    for at in range(context, len(text)):
        seen.setdefault(text[at - context : at], Counter())[text[at]] += 1
    nobody = Counter[str]()
    total = 0.0
    for at in range(context, len(held_out)):
        counts = seen.get(held_out[at - context : at], nobody)
        total -= math.log((counts[held_out[at]] + 0.05) / (counts.total() + 0.05 * len(characters)))
    return total / (len(held_out) - context)


baselines = {"all alike": math.log(len(characters)), "frequency": counted(0), "after one character": counted(1)}
for name, error in baselines.items():
    print(f"{name:20} {error:.2f}, as unsure as between {math.exp(error):.1f} characters")
assert baselines["after one character"] < baselines["frequency"] < baselines["all alike"]

# %% [markdown]
# The network: each character has a vector of 24 numbers (an *embedding*, learned with the rest), an LSTM with a memory
# of 112 numbers reads them, and a linear layer makes scores for the next character. We train on pieces of 40 characters
# from random places, 32 at a time. Gradients that are too long are cut to length 1: sometimes one does explode.


# %%
class Writer(nn.Module):
    def __init__(self, memory: int = 112) -> None:
        super().__init__()
        self.embedding = nn.Embedding(len(characters), 24)
        self.lstm = nn.LSTM(24, memory, batch_first=True)
        self.scores = nn.Linear(memory, len(characters))

    def forward(self, x: torch.Tensor, state: tuple[torch.Tensor, torch.Tensor] | None = None) -> tuple:
        hidden, state = self.lstm(self.embedding(x), state)
        return self.scores(hidden), state


def write(model: Writer, start: str, length: int = 260, temperature: float = 0.6) -> str:
    """Draws one character after another, each from the probabilities that the model gives it."""
    generator = torch.Generator().manual_seed(1)
    written, x, state = start, torch.tensor([[number_of[character] for character in start]]), None
    with torch.no_grad():
        for _ in range(length):
            scores, state = model(x, state)
            x = torch.multinomial(F.softmax(scores[:, -1] / temperature, 1), 1, generator=generator)
            written += characters[x.item()]
    return written


def unsure(model: Writer) -> float:
    with torch.no_grad():
        return F.cross_entropy(model(new_data[None, :-1])[0][0], new_data[1:]).item()


START = "The "
STEPS = 800
torch.manual_seed(0)
writer = Writer()
samples = {0: write(writer, START, 120)}
optimizer = torch.optim.Adam(writer.parameters(), lr=1e-2)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1.0 - step / STEPS)
losses = []
for step in range(1, STEPS + 1):
    pieces = data[torch.randint(len(data) - 41, (32, 1)) + torch.arange(41)]
    scores, _ = writer(pieces[:, :-1])
    loss = F.cross_entropy(scores.flatten(0, 1), pieces[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(writer.parameters(), 1.0)
    optimizer.step()
    scheduler.step()
    losses.append(loss.item())
    if step in (30, 120):
        samples[step] = write(writer, START, 120)

ax = plots.loss_curves(losses, xlabel="step", ylabel="cross entropy")
for (name, error), colour in zip(baselines.items(), ("C1", "C2", "C3"), strict=True):
    ax.axhline(error, color=colour, linestyle="--", label=name)
ax.legend()
final = unsure(writer)
print(f"on held-out text: {final:.2f}, as unsure as between {math.exp(final):.1f} characters")
assert final < baselines["after one character"] - 0.5

# %% [markdown]
# It passes the counters one after another. What does it write? At the start, after 30 steps, after 120:

# %%
for step, sample in samples.items():
    print(f"--- after {step} steps ---\n{sample}\n")

# %% [markdown]
# First noise, then the frequent characters and spaces at the right distance, then lines and brackets. And at the end,
# with three *temperatures*: the scores are divided by it before softmax, so that below 1 the likely becomes more
# likely.

# %%
for temperature in (0.3, 0.6, 1.0):
    print(f"--- temperature {temperature} ---\n{write(writer, START, 330, temperature)}\n")
examples = write(writer, START, 3000, 0.5)
prompts = [line for line in examples.splitlines() if line.startswith(">>> ")]
print(f"in 3,000 characters it begins {len(prompts)} examples; {sum('torch.' in p for p in prompts)} call torch")
assert len(prompts) > 5
assert "torch.tensor(" in examples

# %% [markdown]
# It has never been told what a word is, or an example, or a bracket; it saw characters. Most of what it says is
# nonsense, but it has the form: a sentence with a full stop, an empty line, `>>>`, a call, numbers in brackets. What it
# knows of form is the more remarkable as it comes from derivatives alone.
#
# **What is in its memory?** For example, to close brackets it must know how many are open. Is there a number in the
# cell that counts them? We let it read, look for the cell that goes along best with the count, and colour the text by
# what that cell has to show, $\tanh(c)$.

# %%
excerpt = held_out[:5000]
state, shown = None, []
with torch.no_grad():
    for character in excerpt:
        _, state = writer.lstm(writer.embedding(torch.tensor([[number_of[character]]])), state)
        shown.append(torch.tanh(state[1][0, 0]))
memory = torch.stack(shown)

open_brackets, count = [], 0
for character in excerpt:
    count = 0 if character == "\n" else count + (character in "([")
    open_brackets.append(float(count))
    count -= character in ")]"
correlations = torch.corrcoef(torch.cat([torch.tensor(open_brackets)[None], memory.T]))[0, 1:].nan_to_num()
unit = correlations.abs().argmax().item()
flag = memory[:, unit] * correlations[unit].sign()
print(f"cell {unit} has a correlation of {correlations[unit].abs().item():.2f} with the number of open brackets")


def colour_text(ax: Axes, text: str, values: torch.Tensor, width: int = 96, height: int = 11) -> None:
    """The text, a box behind each character."""
    row = column = 0
    reach = values.abs().max().item()
    for character, value in zip(text, values.tolist(), strict=True):
        if character == "\n" or column == width:
            row, column = row + 1, 0
        if row == height:
            break
        if character != "\n":
            ax.add_patch(plt.Rectangle((column, -row - 0.5), 1, 1, color=plt.cm.RdBu(0.5 + 0.3 * value / reach)))
            ax.text(column + 0.5, -row, character, ha="center", va="center", family="monospace", fontsize=7.5)
            column += 1
    ax.set(xlim=(0, width), ylim=(0.5 - height, 0.5))
    ax.axis("off")


begin = excerpt.index("\n\n", 600) + 2
figure, ax = plt.subplots(figsize=(11, 3.2))
colour_text(ax, excerpt[begin:], flag[begin:])
levels = {count: flag[torch.tensor(open_brackets) == count].mean().item() for count in range(4)}
print("its mean where that many are open:", {count: round(level, 2) for count, level in levels.items()})
assert correlations[unit].abs() > 0.5
assert levels[0] < levels[2]

# %% [markdown]
# Red in the sentences, and blue where the brackets of a call and of a list are open around the numbers. One number of
# 112 has come to say so, if not quite surely. Nobody put it there.
#
# ## Praise or blame
#
# A second task: read a whole sentence and say whether it praises or blames. Here are 122 of them, written for this
# notebook. They are built to be difficult for anyone who only looks at single words: *not bad* is praise.

# %%
PRAISE = """
a good film / the film was good / i loved the film / what a wonderful film / the film was not bad / not a bad film
the film was never boring / we did not hate the film / a great book / the book is great / i enjoyed this book
what a lovely book / this book is not bad / the book was not boring / not a dull book / i did not hate this book
a lovely meal / the meal was lovely / we loved the meal / what a good meal / the meal was not bad / not a bad meal
the meal was not awful / the food was great / such good food / we enjoyed the food / the food was not terrible
not bad food / wonderful music / the music was wonderful / i loved the music / such lovely music
the music is never dull / the music was not boring / i did not hate the music / a good song / the song is lovely
we loved this song / not a terrible song / the song was not awful / a funny play / the play was funny
we enjoyed the play / what a great play / the play was not dull / not a boring play / the play is never boring
we did not hate this play / a wonderful story / the story is funny / i enjoyed the story / such a good story
the story was never dull / not a bad story / the story is not terrible / not bad but good / not dull but funny
not boring but wonderful / bad at first but good in the end / dull at first but funny in the end
awful at first but great in the end
"""
BLAME = """
a bad film / the film was bad / i hated the film / what a terrible film / the film was not good / not a good film
the film was never funny / we did not love the film / such an awful book / the book is awful / i hated this book
what a boring book / this book is not good / the book was not great / not a funny book / i did not enjoy this book
a terrible meal / the meal was terrible / we hated the meal / what a bad meal / the meal was not good
not a good meal / the meal was not lovely / the food was awful / such bad food / we hated the food
the food was not great / not good food / dull music / the music was dull / i hated the music / such boring music
the music is never good / the music was not wonderful / i did not love the music / a bad song / the song is dull
we hated this song / not a lovely song / the song was not great / a boring play / the play was boring
we hated the play / what a dull play / the play was not funny / not a great play / the play is never good
we did not enjoy this play / a dull story / the story is boring / i hated the story / such a bad story
the story was never funny / not a good story / the story is not wonderful / not good but bad / not funny but dull
not wonderful but boring / good at first but bad in the end / funny at first but dull in the end
great at first but awful in the end
"""
praise, blame = (" / ".join(kind.split("\n")[1:-1]).split(" / ") for kind in (PRAISE, BLAME))
sentences = praise + blame
praises = torch.cat([torch.ones(len(praise)), torch.zeros(len(blame))])
vocabulary = sorted({word for sentence in sentences for word in sentence.split()})
word_number = {word: number for number, word in enumerate(vocabulary, 1)}  # 0 is for no word
longest = max(len(sentence.split()) for sentence in sentences)


def encode(sentence: str) -> list[int]:
    """Word numbers, with "no word" in front, so that all sentences are as long as the longest and end together."""
    words = [word_number[word] for word in sentence.split()]
    return [0] * (longest - len(words)) + words


X = torch.tensor([encode(sentence) for sentence in sentences])
print(f"{len(sentences)} sentences, {len(vocabulary)} words, up to {longest} in a sentence")
print("the first, in numbers:", X[0].tolist())
assert len(praise) == len(blame) == 61

# %% [markdown]
# First the obvious model: **count words.** Each word has a weight; the sum of the weights is the score. **Predict:**
# can it be right about *good film*, *not good film*, *bad film* and *not bad film*, all four? Think of notebook 1.
#
# It cannot. Write $g$, $b$ and $n$ for the weights. It needs $g > 0$ and $g + n < 0$, so $n < 0$, and $b < 0$ and $b +
# n > 0$, so $n > 0$. It is the exclusive or again. And *bad at first but good in the end* has the very same words as
# *good at first but bad in the end*: whoever counts words must give both the same answer.


# %%
class WordCounter(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Embedding(len(vocabulary) + 1, 1, padding_idx=0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.weight(x).sum((1, 2))


class Reader(nn.Module):
    """An LSTM reads the words; a linear layer makes a score of its last memory.  Dropout in between, twice."""

    def __init__(self, dropout: float = 0.3) -> None:
        super().__init__()
        self.embedding = nn.Embedding(len(vocabulary) + 1, 8, padding_idx=0)
        self.lstm = nn.LSTM(8, 16, batch_first=True)
        self.score = nn.Linear(16, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        hidden, _ = self.lstm(self.dropout(self.embedding(x)))
        return self.score(self.dropout(hidden[:, -1])).squeeze(1)


def learn(model: nn.Module, chosen: torch.Tensor, decay: float, steps: int = 200) -> nn.Module:
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.02, weight_decay=decay)
    model.train()
    for _ in range(steps):
        optimizer.zero_grad()
        F.binary_cross_entropy_with_logits(model(X[chosen]), praises[chosen]).backward()
        optimizer.step()
    return model.eval()


def share_right(model: nn.Module, chosen: torch.Tensor) -> float:
    with torch.no_grad():
        return ((model(X[chosen]) > 0).float() == praises[chosen]).float().mean().item()


contenders = {
    "counting words": lambda: (WordCounter(), 0.1),
    "LSTM": lambda: (Reader(dropout=0.0), 0.0),
    "LSTM with dropout": lambda: (Reader(), 1.0),
}
shares: dict[str, list[list[float]]] = {name: [] for name in contenders}
for seed in range(4):  # with so few sentences chance weighs: four times, each with 24 other sentences held out
    held, chosen = torch.randperm(len(X), generator=torch.Generator().manual_seed(seed)).tensor_split([24])
    for name, make in contenders.items():
        torch.manual_seed(seed)
        model, decay = make()
        learn(model, chosen, decay)
        shares[name].append([share_right(model, chosen), share_right(model, held)])
means = {name: torch.tensor(found).mean(0).tolist() for name, found in shares.items()}
figure, ax = plt.subplots(figsize=(6, 3.2))
for offset, kind in enumerate(("in training", "held out")):
    places, heights = [number + 0.4 * offset for number in range(3)], [100 * found[offset] for found in means.values()]
    bars = ax.bar(places, heights, width=0.38, label=kind)
    ax.bar_label(bars, fmt="%.0f")
ax.set_xticks([0.2, 1.2, 2.2], list(means))
ax.set(ylabel="% right", ylim=(0, 130), title="praise or blame: means of four trials")
ax.legend(ncols=2, loc="upper left")
assert means["counting words"][0] < 0.85
assert means["counting words"][1] < 0.6
assert means["LSTM"][0] == 1.0
assert means["LSTM with dropout"][1] > max(0.9, means["LSTM"][1] + 0.05)

# %% [markdown]
# Counting words fails even on the sentences that it was trained on. On new ones it is worse than chance: where the
# kinds are in balance, a sentence held out is missing on its own side, so the weights of its words lean to the other.
# The LSTM gets all of its training sentences right, but without help it has learned many by heart, as the deep network
# did the lies of notebook 5. With dropout and a strong weight decay it has to find the rule.
#
# We can watch it read: its opinion after each word.

# %%
watched = [
    "the film was good",
    "the film was not good",
    "the play is never boring",
    "bad at first but good in the end",
    "good at first but bad in the end",
    "i did not hate the song",
]
assert watched[-1] not in sentences
torch.manual_seed(0)
reader = learn(Reader(), torch.arange(len(X)), 1.0)
figure, axes = plt.subplots(2, 3, figsize=(12, 4.6))
opinions = {}
for ax, sentence in zip(axes.flat, watched, strict=True):
    words = sentence.split()
    with torch.no_grad():
        parts = torch.tensor([encode(" ".join(words[:count])) for count in range(1, len(words) + 1)])
        opinions[sentence] = torch.sigmoid(reader(parts)).tolist()
    colours = ["C0" if opinion > 0.5 else "C3" for opinion in opinions[sentence]]
    ax.bar(range(len(words)), [opinion - 0.5 for opinion in opinions[sentence]], bottom=0.5, color=colours)
    ax.axhline(0.5, color="black", linewidth=1)
    ax.set(ylim=(0, 1), yticks=[0, 0.5, 1])
    ax.set_xticks(range(len(words)), words, rotation=30)
axes[0, 0].set_ylabel("probability of praise")
assert [opinions[sentence][-1] > 0.5 for sentence in watched] == [True, False, True, True, False, True]

# %% [markdown]
# (It was only ever asked at the end of a sentence, so what it thinks of *the film* means little.) A word after *not* or
# *never* counts the other way round. The last sentence it has never seen.
#
# ## Descending in pixels
#
# A gradient can be taken with respect to anything. Until now that was the weights, and the pictures were given. Now we
# hold the weights and ask for the derivative **with respect to the picture**: which pixels should change, and how, for
# the network to say something else?
#
# Here is the convolutional network of notebook 5 again, trained for a few seconds.

# %%
images, labels = load_digits()
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))
ink, digit = torch.from_numpy(images).float()[order].unsqueeze(1) / 16, torch.from_numpy(labels)[order]
torch.manual_seed(0)
cnn = nn.Sequential(
    *[nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU()],
    *[nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2)],
    *[nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)],
    *[nn.Flatten(), nn.Linear(128, 10)],
)
optimizer = torch.optim.Adam(cnn.parameters(), lr=4e-3)
for _ in range(8):
    for chosen in torch.randperm(1024).split(64):
        optimizer.zero_grad()
        F.cross_entropy(cnn(ink[chosen]), digit[chosen]).backward()
        optimizer.step()
cnn.eval()
for parameter in cnn.parameters():
    parameter.requires_grad_(False)  # from here on the weights stay as they are
accuracy = (cnn(ink[1024:]).argmax(1) == digit[1024:]).double().mean().item()
print(f"{accuracy:.1%} of the held-out digits right")
assert accuracy > 0.96

# %% [markdown]
# **Dreams.** Start from grey noise, and climb: change the pixels so that the network is surer and surer to see a 0, a
# 1, and so on, ten pictures at once. The only rule is that ink stays between 0 and 1. **Predict:** will they look like
# digits?


# %%
def show(picture: torch.Tensor, ax: Axes, title: str = "", colours: str = "gray_r", **limits: float) -> None:
    ax.imshow(picture.detach().numpy(), cmap=colours, **limits)
    ax.set_title(title, fontsize="medium")
    ax.axis("off")


def dream(stillness: float, steps: int = 150) -> torch.Tensor:
    """Ten pictures, each to be read as its number; differences of neighbouring pixels cost `stillness`."""
    torch.manual_seed(0)
    pictures = (0.5 + 0.1 * torch.randn(10, 1, 8, 8)).requires_grad_()
    optimizer = torch.optim.Adam([pictures], lr=0.03)
    for _ in range(steps):
        optimizer.zero_grad()
        error = F.cross_entropy(cnn(pictures), torch.arange(10), reduction="sum")
        rough = pictures.diff(dim=2).square().sum() + pictures.diff(dim=3).square().sum()
        (error + stillness * (rough + pictures.square().sum())).backward()
        optimizer.step()
        with torch.no_grad():
            pictures.clamp_(0, 1)
    return pictures.detach()


figure, rows_of_axes = plt.subplots(2, 10, figsize=(11, 2.8))
sure = []
for axes, stillness in zip(rows_of_axes, (0.0, 0.1), strict=True):
    dreams = dream(stillness)
    probabilities = F.softmax(cnn(dreams), 1).diagonal()
    sure.append(probabilities.min().item())
    for ax, picture, probability in zip(axes, dreams, probabilities.tolist(), strict=True):
        show(picture[0], ax, f"{probability:.0%}", vmin=0, vmax=dreams.max().item())
print(f"it is at least {sure[0]:.1%} sure of each in the first row, {sure[1]:.1%} in the second")
assert sure[0] > 0.99
assert sure[1] > 0.8

# %% [markdown]
# In the upper row it is certain, and we see little. It never learned what is *not* a digit; among all pictures there
# are many that excite it, and most are nothing to us. In the lower row ink and rough edges have a price, and shapes
# appear.
#
# This has a dark side: a digit can be changed a *little*, in just the wrong way. One step suffices, in the direction of
# the sign of the derivative of the error with respect to each pixel. **Predict:** by how much must each pixel change
# until half of the answers are wrong, if white is 0 and black is 1?

# %%
pictures, truth = ink[1024:].clone().requires_grad_(), digit[1024:]
(slope,) = torch.autograd.grad(F.cross_entropy(cnn(pictures), truth), pictures)
amounts = [0.0, 0.03, 0.06, 0.09, 0.12, 0.15, 0.2]
fooled, noisy = [], []
torch.manual_seed(0)
for amount in amounts:
    for shares_found, direction in ((fooled, slope.sign()), (noisy, torch.randn_like(slope).sign())):
        answers = cnn((pictures.detach() + amount * direction).clamp(0, 1)).argmax(1)
        shares_found.append((answers == truth).double().mean().item())

changed = (pictures.detach() + 0.15 * slope.sign()).clamp(0, 1)
answers = cnn(changed).argmax(1)
victims = ((cnn(pictures).argmax(1) == truth) & (answers != truth)).nonzero().flatten()[:3].tolist()
figure, axes = plt.subplots(1, 7, figsize=(12, 2.6), width_ratios=[2.4, 1, 1, 1, 1, 1, 1])
axes[0].plot(amounts, [100 * share for share in fooled], marker="o", label="along the gradient")
axes[0].plot(amounts, [100 * share for share in noisy], marker="s", label="at random")
axes[0].set(xlabel="change of each pixel", ylabel="% right", ylim=(0, 105))
axes[0].legend(fontsize="small")
for at, left, right in zip(victims, axes[1::2], axes[2::2], strict=True):
    show(pictures[at, 0], left, f"{truth[at].item()} ...", vmin=0, vmax=1)
    show(changed[at, 0], right, f"... read as {answers[at].item()}", vmin=0, vmax=1)
print({amount: f"{share:.0%}" for amount, share in zip(amounts, fooled, strict=True)})
assert fooled[3] > 0.5 > fooled[-1]
assert noisy[-1] > fooled[-1] + 0.4

# %% [markdown]
# About an eighth. The same amount at random does hardly any harm. To know the derivative is to know where it hurts.
#
# ## Painting in the manner of another picture
#
# Now put this to a good use (Gatys, Ecker and Bethge, 2015). A picture has *content*: what is where. And it has a
# *style*: which strokes and textures it is made of, wherever they are. The layers of our network respond to strokes. So
#
# - two pictures have like content if some layer answers alike **in each place**;
# - two pictures have a like style if strokes occur **together** as often, no matter where.
#
# For the second, take the maps $F_1, F_2, \dots$ of a layer, each with $n$ places, and their **Gram matrix**,
#
# $$G_{ij} = \frac1n \sum_{\text{places}} F_i F_j .$$
#
# It sums over all places and so forgets them. What stays is which maps are active together. A convolution does not care
# how large its picture is, so the network trained on 8 × 8 can look at pictures of 48 × 48.

# %%
N = 48
down, across = torch.meshgrid(torch.linspace(0, 1, N), torch.linspace(0, 1, N), indexing="ij")
styles = {
    "stripes": (torch.sin(0.9 * N * (across + down)) > 0).float(),
    "waves": 0.5 + 0.5 * torch.sin(0.8 * N * down + 2 * torch.sin(14 * across)),
    "handwriting": ink[:36, 0].reshape(6, 6, 8, 8).transpose(1, 2).reshape(N, N),
}
ring = torch.exp(-((((across - 0.5) ** 2 + (down - 0.5) ** 2).sqrt() - 0.3) ** 2) / 0.08**2)
large = F.interpolate(ink[digit == 3][:1], size=(N, N), mode="bicubic", align_corners=False)[0, 0].clamp(0, 1)


def maps_of(picture: torch.Tensor) -> list[torch.Tensor]:
    """What the three convolutions answer, each as a matrix: a row for each map, a column for each place."""
    found, h = [], picture[None, None]
    for start, end in pairwise((0, 3, 6, 9)):
        h = cnn[start:end](h)
        found.append(h[0].flatten(1))
    return found


def gram(maps: torch.Tensor) -> torch.Tensor:
    return maps @ maps.T / maps.shape[1]


moved = styles["stripes"].roll((5, 3), (0, 1))
apart = {
    name: [
        ((gram(f) - gram(g)) ** 2).sum().item() / (gram(f) ** 2).sum().item()
        for f, g in zip(maps_of(styles["stripes"]), maps_of(other), strict=True)
    ]
    for name, other in {"the same stripes, moved": moved, "handwriting": styles["handwriting"]}.items()
}
print("Gram matrices of stripes against ...", {name: [f"{d:.3f}" for d in layers] for name, layers in apart.items()})
assert max(apart["the same stripes, moved"]) < 0.05 < min(apart["handwriting"])

# %% [markdown]
# Moved stripes are the same to the Gram matrices, handwriting is not. That is what we want from a style.
#
# First style alone: start from noise and descend, in the 2,304 pixels, until the Gram matrices are those of the style.
# Then with a content: the third layer's answers shall be those for the content picture, too.


# %%
def paint(style: torch.Tensor, content: torch.Tensor | None = None, weight: float = 0.6, steps: int = 150) -> tuple:
    """A picture in that style, of that content; and the errors on the way."""
    wanted = [gram(maps) for maps in maps_of(style)]
    place = None if content is None else maps_of(content)[-1]
    torch.manual_seed(0)
    picture = torch.rand(N, N).requires_grad_()
    optimizer, errors = torch.optim.Adam([picture], lr=0.05), []
    for _ in range(steps):
        optimizer.zero_grad()
        maps = maps_of(picture)
        error = sum(((gram(m) - g) ** 2).sum() / (g**2).sum() for m, g in zip(maps, wanted, strict=True))
        if place is not None:
            error = error + weight * ((maps[-1] - place) ** 2).mean() / (place**2).mean()
        error.backward()
        optimizer.step()
        with torch.no_grad():
            picture.clamp_(0, 1)
        errors.append(error.item())
    return picture.detach(), errors


figure, rows_of_axes = plt.subplots(3, 4, figsize=(10, 7.8))
falls = {}
for axes, (name, style) in zip(rows_of_axes, styles.items(), strict=True):
    show(style, axes[0], name)
    for ax, (title, content) in zip(axes[1:], {"": None, "ring": ring, "digit": large}.items(), strict=True):
        painted, errors = paint(style, content)
        falls[name, title] = errors[-1] / errors[0]
        show(painted, ax, f"{title} in {name}" if title else f"{name} from noise", vmin=0, vmax=1)
print({f"{style} {content}".strip(): f"{fall:.3f}" for (style, content), fall in falls.items()})
assert all(falls[name, ""] < 0.05 for name in styles)
assert max(falls.values()) < 0.9

# %% [markdown]
# The second column was noise. No pixel was told where to go; only which strokes should be near which. In the third and
# fourth a ring and a 3 are drawn with the strokes of the style. All of it comes from a network of three small layers
# that learned to read digits, and from the one derivative we have used all along, taken with respect to something else.
#
# ## What to remember
#
# - A recurrent network applies the same weights at every step. Its graph is long; derivatives of a shared weight add.
# - Through time a gradient behaves like a power: it vanishes or explodes. The LSTM's cell has a path on which it is
#   only multiplied by a gate near 1.
# - A model of text is a probability for the next character. Compare with counting before you are proud.
# - Where order matters, counting words is the exclusive or again. With little data a network learns by heart; dropout
#   and weight decay help.
# - One can descend in anything that has a derivative: weights, pixels, words.
#
# **Try:** let the writer read a text of yours. Raise `weight` in `paint`, or take another digit. In `dream`, start from
# a real 4 and ask for a 9.
#
# Next: *7. Inside the engine*.
