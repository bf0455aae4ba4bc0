namespace Antpath.Testing.Mail;

/// <summary>A message as the sink took it.</summary>
/// <param name="To">The envelope's recipient.</param>
/// <param name="From">The header.</param>
/// <param name="Subject">The header.</param>
/// <param name="Text">The body, decoded.</param>
/// <param name="User">Who the sender proved to be, or null.</param>
/// <param name="AutoSubmitted">The header, or null.</param>
public sealed record ReceivedMail(string To, string From, string Subject, string Text, string? User, string? AutoSubmitted);
