using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Enquiries;

/// <summary>A thread to show.</summary>
/// <param name="Messages">The messages, oldest first.</param>
/// <param name="Files">Files by message.</param>
/// <param name="FilesAt">Where the files are, without the slash at the end.</param>
/// <param name="Key">Key of who has no account, or null.</param>
/// <param name="IsStaff">Staff see names, notes and former answers; who asked sees the institution.</param>
internal sealed record ThreadView(IReadOnlyList<Message> Messages, ILookup<Guid, StoredFile> Files, string FilesAt, string? Key, bool IsStaff)
{
    /// <summary>Names of the members by identity.</summary>
    public IReadOnlyDictionary<Guid, string> Names { get; init; } = new Dictionary<Guid, string>();

    /// <summary>Numbers to call, by member; of the hub under the empty identity.</summary>
    public IReadOnlyDictionary<Guid, string> Numbers { get; init; } = new Dictionary<Guid, string>();

    /// <summary>What answers said before, the newest first; for staff.</summary>
    public ILookup<Guid, FormerAnswer> Former { get; init; } = Array.Empty<FormerAnswer>().ToLookup(row => row.MessageId);

    /// <summary>Who says a message: the institution to who asked, with its person to staff; who asked under the name given.</summary>
    public string NameOf(Message message)
    {
        if (message.Kind == MessageKind.Asker)
            return message.Author.Length > 0 ? message.Author : Lang.T("匿名");
        var institution = Institution(message.OrganisationId);
        return !IsStaff ? institution : message.SignedBy is { } signer
            ? $"{institution} · {message.Author} · {Lang.T("审签：")}{signer}" : $"{institution} · {message.Author}";
    }

    /// <summary>The number to call about a message, or empty.</summary>
    public string NumberOf(Message message) => Numbers.GetValueOrDefault(message.OrganisationId ?? Guid.Empty, "");

    private string Institution(Guid? member) => member is { } id ? Names.GetValueOrDefault(id, "") : Desks.Cnipa.ToString();
}

/// <summary>Reads threads for those who may see them.</summary>
internal sealed class Threads(AppDb db, FileStore files, NetworkRegister register, Desks desks)
{
    public async Task<ThreadView> ReadAsync(Enquiry enquiry, bool staff, string? key, CancellationToken ct)
    {
        var (messages, former, organisations, id) = (db.Messages, db.FormerAnswers, register.All(), enquiry.Id);
        var rows = await messages.AsNoTracking().Where(row => row.EnquiryId == id && (staff || row.Kind != MessageKind.Note)).OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(ct);
        var keys = rows.Select(row => row.Id).ToList();
        var ids = rows.Where(row => row.OrganisationId != null).Select(row => row.OrganisationId!.Value).Distinct().ToList();
        var members = await organisations.Where(row => ids.Contains(row.Id)).ToListAsync(ct);
        var numbers = new Dictionary<Guid, string> { [Guid.Empty] = await desks.NumberOfAsync(null, ct) };
        foreach (var member in members)
            numbers[member.Id] = await desks.NumberOfAsync(member, ct);
        return new(rows, (await files.ListAsync(Message.Files, [.. keys], ct)).ToLookup(file => file.OwnerId), $"/enquiries/{enquiry.Code}/files", key, staff)
        {
            Names = members.ToDictionary(row => row.Id, row => row.Name),
            Numbers = numbers,
            Former = staff ? (await former.AsNoTracking().Where(row => keys.Contains(row.MessageId)).OrderByDescending(row => row.ReplacedAt).ToListAsync(ct)).ToLookup(row => row.MessageId)
                : Array.Empty<FormerAnswer>().ToLookup(row => row.MessageId),
        };
    }
}
