using IcqBots.Protocol;

namespace IcqBots.Scripting.Running;

/// <summary>
/// Whose turn it is: what one sender sends is handled in the order in which it came, each after the one before it; different senders do
/// not wait for each other. A handler that asks its sender something lets the next message pass, which is the answer, and has the turn again when all is answered.
/// </summary>
public sealed class Conversations(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Uin, Conversation> _conversations = [];
    private readonly AsyncLocal<Turn?> _turn = new();
    private int _handling;
    private TaskCompletionSource? _ended;

    /// <summary>
    /// Has something handled when its sender's turn comes; the second function is called when that has ended. The task that is returned ends
    /// when the turn comes.
    /// </summary>
    /// <param name="sender">Who has sent it, or says to be.</param>
    /// <param name="handle">Handles it.</param>
    /// <param name="onHandled">Is called at the end.</param>
    /// <param name="isVerified">Whether it is certain who has sent it.</param>
    public Task Begin(Uin sender, Func<Task> handle, Action onHandled, bool isVerified = true)
    {
        lock (_lock)
        {
            var conversation = GetOrAdd(sender);
            var before = conversation.Last;
            var turn = new Turn(sender, isVerified);
            conversation.Last = turn.Passed;
            conversation.Open++;
            _handling++;
            _ = InTurnAsync(turn, conversation, before, handle, onHandled);
            return before;
        }
    }

    /// <summary>Ends when nothing is handled any more. Nothing new may begin.</summary>
    public Task EndedAsync()
    {
        lock (_lock)
        {
            _ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_handling == 0)
            {
                _ended.TrySetResult();
            }

            return _ended.Task;
        }
    }

    /// <summary>Called in the turn of a text: true when somebody waits for it as an answer, who has it now.</summary>
    /// <param name="message">The text.</param>
    /// <param name="needsProof">Whether it answers only what was asked for the sake of one of whom it is as certain who it is.</param>
    public bool TryAnswer(IncomingMessage message, bool needsProof = false)
    {
        Question question;
        lock (_lock)
        {
            // Neither does a pretender answer for the real one, nor is an order of the real one taken for the answer to what a pretender began.
            if (_conversations.GetValueOrDefault(message.From) is not { } conversation
                || conversation.Questions.FindLastIndex(IsAnswered) is not (>= 0 and var index))
            {
                return false;
            }

            question = conversation.Questions[index];
            conversation.Questions.RemoveAt(index);

            // One that has asked something else, too, leaves the turn to that answer.
            if (question.Asker is { } asker && conversation.Questions.TrueForAll(other => other.Asker != asker))
            {
                asker.Adopt(_turn.Value);
            }
        }

        question.Answer.SetResult(message);
        return true;

        bool IsAnswered(Question asked) =>
            !asked.IsGivenUp
            && (!(needsProof || asked.Asker is { NeedsProof: true }) || message.IsVerified == (asked.Asker?.IsVerified ?? true));
    }

    /// <summary>Called in a turn: only verified messages answer what it asks, since it is for certain people alone.</summary>
    public void NeedProof()
    {
        lock (_lock)
        {
            if (_turn.Value is { } turn)
            {
                turn.NeedsProof = true;
            }
        }
    }

    /// <summary>Asks, and gives the next text of that person; of several open questions it answers the last.</summary>
    /// <param name="person">Who shall answer.</param>
    /// <param name="send">Sends the question.</param>
    /// <param name="limit">How long to wait for the answer, once the question is sent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NoAnswerException">No answer came in time.</exception>
    public async Task<IncomingMessage> AskAsync(Uin person, Func<Task> send, TimeSpan limit, CancellationToken cancellationToken)
    {
        var question = new Question(_turn.Value is { } turn && turn.Sender == person ? turn : null, ScriptRun.Running, cancellationToken);
        lock (_lock)
        {
            GetOrAdd(person).Questions.Add(question);
        }

        try
        {
            await send();
            question.Asker?.Pass();
            return await question.Answer.Task.WaitAsync(limit, time, cancellationToken);
        }
        catch (Exception) when (!TryWithdraw(person, question))
        {
            // The answer came in the same moment; it must not get lost.
            return await question.Answer.Task;
        }
        catch (TimeoutException)
        {
            throw new NoAnswerException(person, limit);
        }
    }

    private bool TryWithdraw(Uin person, Question question)
    {
        lock (_lock)
        {
            var conversation = _conversations.GetValueOrDefault(person);
            if (conversation?.Questions.Remove(question) != true)
            {
                return false;
            }

            RemoveIfOver(person, conversation);
            return true;
        }
    }

    private async Task InTurnAsync(Turn turn, Conversation conversation, Task before, Func<Task> handle, Action onHandled)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        _turn.Value = turn;
        try
        {
            await handle();
        }
        finally
        {
            lock (_lock)
            {
                // First, so that whoever is told that this one has ended finds the next one under way.
                turn.End();
            }

            onHandled();
            lock (_lock)
            {
                conversation.Open--;
                RemoveIfOver(turn.Sender, conversation);
                if (--_handling == 0)
                {
                    _ended?.TrySetResult();
                }
            }
        }
    }

    private Conversation GetOrAdd(Uin sender)
    {
        if (!_conversations.TryGetValue(sender, out var conversation))
        {
            _conversations[sender] = conversation = new Conversation();
        }

        return conversation;
    }

    private void RemoveIfOver(Uin sender, Conversation conversation)
    {
        if (conversation is { Open: 0, Questions: [] })
        {
            _conversations.Remove(sender);
        }
    }

    /// <summary>What one sender has under way.</summary>
    private sealed class Conversation
    {
        /// <summary>Ends when the last one in the queue has passed its turn on.</summary>
        public Task Last { get; set; } = Task.CompletedTask;

        public int Open { get; set; }

        public List<Question> Questions { get; } = [];
    }

    private sealed record Question(Turn? Asker, ScriptRun? Run, CancellationToken GivenUp)
    {
        /// <summary>The handler was stopped, or its version has ended: it is a moment until its own thread takes the question back.</summary>
        public bool IsGivenUp => GivenUp.IsCancellationRequested || Run is { IsStopped: true };

        /// <summary>Whoever waits on a script thread is queued there at once, so that nothing of an answer is under way unseen.</summary>
        public TaskCompletionSource<IncomingMessage> Answer { get; } = new();
    }

    /// <summary>The right of one sender's message to be handled.</summary>
    private sealed class Turn(Uin sender, bool isVerified)
    {
        private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _held;
        private bool _isOver;
        private bool _isFirst = true;

        public Uin Sender { get; } = sender;

        public bool IsVerified { get; } = isVerified;

        public bool NeedsProof { get; set; }

        public Task Passed => _passed.Task;

        /// <summary>Lets the sender's next message begin.</summary>
        public void Pass() => TakeHeld()?.TrySetResult();

        /// <summary>Has the turn of an answer from now on, instead of the message that answered.</summary>
        public void Adopt(Turn? answer)
        {
            if (!_isOver)
            {
                _held = answer?.TakeHeld();
            }
        }

        /// <summary>Whatever it holds goes to the next message, and it takes nothing any more.</summary>
        public void End()
        {
            _isOver = true;
            Pass();
        }

        private TaskCompletionSource? TakeHeld()
        {
            var held = _isFirst ? _passed : _held;
            _isFirst = false;
            _held = null;
            return held;
        }
    }
}
