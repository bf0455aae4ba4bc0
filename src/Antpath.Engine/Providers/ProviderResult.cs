using System.Diagnostics.CodeAnalysis;

namespace Antpath.Engine.Providers;

/// <summary>What a provider call gave: a value or a classified failure.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly struct ProviderResult<T>
{
    private ProviderResult(T? value, ProviderFailure? failure)
    {
        Value = value;
        Failure = failure;
    }

    /// <summary>The value, when <see cref="Succeeded"/>.</summary>
    public T? Value { get; }

    /// <summary>The failure, when not <see cref="Succeeded"/>.</summary>
    public ProviderFailure? Failure { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Failure is null;

    public static implicit operator ProviderResult<T>(T value) => new(value, null);

    public static implicit operator ProviderResult<T>(ProviderFailure failure) => new(default, failure);
}
