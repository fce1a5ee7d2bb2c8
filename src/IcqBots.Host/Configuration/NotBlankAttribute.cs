using System.ComponentModel.DataAnnotations;

namespace IcqBots.Host.Configuration;

/// <summary>A key that takes a text with more than white space in it. The rule that it extends lets an empty one pass.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotBlankAttribute : RegularExpressionAttribute
{
    /// <summary>A rule with its message.</summary>
    public NotBlankAttribute()
        : base(@"[\s\S]*\S[\s\S]*") => ErrorMessage = "must not be empty";

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || !string.IsNullOrWhiteSpace(value.ToString());
}
