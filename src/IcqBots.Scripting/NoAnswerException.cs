using System.Globalization;
using IcqBots.Protocol;

namespace IcqBots.Scripting;

/// <summary>
/// Somebody who was asked has not answered in time, or with nothing that fits. A dialogue ends so; it is no failure of the script.
/// </summary>
public sealed class NoAnswerException : Exception
{
    /// <summary>Nothing came within the limit.</summary>
    public NoAnswerException(Uin person, TimeSpan limit)
        : this(person, string.Create(CultureInfo.InvariantCulture, $"{person} has not answered within {limit:c}"))
    {
    }

    internal NoAnswerException(Uin person, string message)
        : base(message) => Person = person;

    /// <summary>Who was asked.</summary>
    public Uin Person { get; }
}
