using Zhishu.Foundation;

namespace Zhishu.Enquiries;

/// <summary>A thread to show.</summary>
/// <param name="Messages">The messages, oldest first.</param>
/// <param name="Files">Files by message.</param>
/// <param name="FilesAt">Where the files are, without the slash at the end.</param>
/// <param name="Key">Key of who has no account, or null.</param>
internal sealed record ThreadView(IReadOnlyList<Message> Messages, ILookup<Guid, StoredFile> Files, string FilesAt, string? Key);
