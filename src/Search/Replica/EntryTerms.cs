using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Zhishu.Index;
using Zhishu.Search.Postgres;
using Zhishu.Search.Text;

namespace Zhishu.Search.Replica;

/// <summary>Cuts an entry into the terms of the index: words, and of CJK runs all pairs of neighbours, with the last character alone.</summary>
internal static class EntryTerms
{
    public static void Write(Entry entry, DocumentWriter writer)
    {
        WriteText(writer, ReplicaFields.Title, entry.Title);
        WriteText(writer, ReplicaFields.Abstract, entry.Abstract);
        WriteText(writer, ReplicaFields.Claims, entry.Claims);
        WriteText(writer, ReplicaFields.Applicant, entry.Applicant);
        WriteText(writer, ReplicaFields.Inventor, entry.Inventor);
        WriteText(writer, ReplicaFields.Agency, entry.Agency);
        WriteText(writer, ReplicaFields.StatusText, entry.StatusText);
        WriteText(writer, ReplicaFields.Description, entry.Description);
        WriteText(writer, ReplicaFields.Agent, entry.Agent);
        WriteText(writer, ReplicaFields.Examiner, entry.More.Examiner);
        WriteText(writer, ReplicaFields.Events, entry.More.Events);
        WriteMore(writer, entry.More);
        writer.Keyword(ReplicaFields.Office, entry.Office);
        writer.Keyword(ReplicaFields.ApplicationNumber, entry.Numbers[0]);
        foreach (var number in entry.Numbers.Skip(1))
            writer.Keyword(ReplicaFields.PublicationNumber, number);
        foreach (var symbol in entry.Symbols)
            writer.Keyword(ReplicaFields.Symbol, symbol);
        if (entry.Region is { } region)
            writer.Keyword(ReplicaFields.Region, region);
        WriteDay(writer, ReplicaFields.Sorted, entry.Sorted);
        WriteDay(writer, ReplicaFields.Filed, entry.Filed);
        WriteDay(writer, ReplicaFields.Published, entry.Published);
        WriteDay(writer, ReplicaFields.Granted, entry.Granted);
        WriteDay(writer, ReplicaFields.Expires, entry.Expires);
        writer.Number(ReplicaFields.Family, FamilyNumber(entry.Family));
        writer.Number(ReplicaFields.NumberKey, entry.NumberKey);
        if (entry.TitleKey is { } title)
            writer.Keyword(ReplicaFields.TitleKey, title);
        if (entry.ApplicantKey is { } applicant)
            writer.Keyword(ReplicaFields.ApplicantKey, applicant);
        foreach (var facet in FacetValues.Whole)
        {
            foreach (var value in ValuesOf(entry, facet))
                writer.Keyword(ReplicaFields.Of(facet), value);
        }
    }

    private static void WriteMore(DocumentWriter writer, EntryMore more)
    {
        foreach (var (field, values) in new[] { (ReplicaFields.Priority, more.Priorities), (ReplicaFields.Cpc, more.Cpc), (ReplicaFields.MainSymbol, more.Main),
            (ReplicaFields.Cited, more.Cited), (ReplicaFields.Kin, more.Kin) })
        {
            foreach (var value in values)
                writer.Keyword(field, value);
        }

        foreach (var day in more.PriorityDays)
            writer.Keyword(ReplicaFields.PriorityDay, DayKeys.Of(day));
        foreach (var day in more.EventDays)
            writer.Keyword(ReplicaFields.EventDay, DayKeys.Of(day));
    }

    /// <summary>The terms of a piece of a query, one after another, and how many characters or words each covers.</summary>
    public static (List<string> Terms, int Width) Of(Piece piece) => piece.Cjk ? (Pairs(piece.Text).ToList(), 2) : ([.. piece.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)], 1);

    /// <summary>The pairs of neighbouring characters of a CJK run.</summary>
    public static IEnumerable<string> Pairs(string run)
    {
        for (int i = 0, next; (next = i + TermWalk.LengthAt(run, i)) < run.Length; i = next)
            yield return run[i..(next + TermWalk.LengthAt(run, next))];
    }

    /// <summary>Gives the terms of a normal form to the index.</summary>
    public static void WriteText(DocumentWriter writer, int field, string normal)
    {
        for (var walk = new TermWalk(normal); walk.Next();)
            writer.Token(field, normal.AsSpan(walk.Start, walk.TermEnd - walk.Start), walk.Position, walk.Run);
    }

    private static void WriteDay(DocumentWriter writer, int field, DateOnly? day)
    {
        if (day is { } known)
            writer.Number(field, known.DayNumber);
    }

    /// <summary>Families are compared by 60 bits of a hash: among ten million, two are taken for one with a probability below one in twenty thousand.</summary>
    private static long FamilyNumber(string family) => BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(family))) >>> 4;

    /// <summary>The values of a facet.</summary>
    public static IEnumerable<string> ValuesOf(Entry entry, Facet facet) => facet switch
    {
        Facet.Kind => [Records.RecordKinds.Code(entry.Kind)],
        Facet.Status => [entry.Status.Code()],
        Facet.Type => One(entry.Type),
        Facet.Year => Year(entry.Sorted),
        Facet.FilingYear => Year(entry.Filed),
        Facet.PublicationYear => Year(entry.Published),
        Facet.GrantYear => Year(entry.Granted),
        Facet.Region => One(entry.Region?[..2]),
        Facet.City => One(entry.Region is { Length: >= 4 } region ? region[..4] : null),
        Facet.Ipc => entry.Ipc,
        Facet.IpcGroup => entry.Groups,
        Facet.Nice => entry.Nice,
        Facet.Applicant => entry.Applicants,
        Facet.Inventor => entry.Inventors,
        Facet.Keyword => entry.Keywords,
        _ => throw new InvalidOperationException(facet.ToString()),
    };

    private static IEnumerable<string> One(string? value) => value is null ? [] : [value];

    private static IEnumerable<string> Year(DateOnly? day) => day is { } known ? [known.Year.ToString(CultureInfo.InvariantCulture)] : [];
}
