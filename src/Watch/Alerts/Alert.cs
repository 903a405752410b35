namespace Zhishu.Watch.Alerts;

/// <summary>A standing question, or a record that is watched.</summary>
internal sealed record Alert(Guid Id, Guid SpaceId, string Name, string? Address, Guid? RecordId, int? RecordVersion, string Every, bool ByMail,
    string FeedKey, long Seq, DateTime NextAt, DateTime CreatedAt);

/// <summary>What an alert found on one day.</summary>
internal sealed record Notice(Guid Id, Guid AlertId, string Name, DateTime WrittenAt, long Total, string Items, bool Seen);

/// <summary>A line of a notice.</summary>
/// <param name="Title">Title of the record.</param>
/// <param name="Number">Its number as people write it.</param>
/// <param name="Url">Its page.</param>
/// <param name="What">What happened: new, changed, or the old and the new status.</param>
internal sealed record NoticeItem(string Title, string Number, string Url, string What);
