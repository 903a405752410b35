using Zhishu.Foundation;

namespace Zhishu.Exchange.Harvest;

/// <summary>A place that records are taken from, with its rules and where it stands.</summary>
internal sealed record HarvestSource
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    /// <summary>hub: another hub; oai: any OAI-PMH repository; folder: a folder of files; dump: an address of a JSON Lines file; sru: a server that is only searched.</summary>
    public string Kind { get; init; } = "hub";

    public string Address { get; init; } = "";

    /// <summary>Metadata format to ask for; empty takes the best that the source has.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Set to ask for; empty takes everything.</summary>
    public string SetSpec { get; init; } = "";

    /// <summary>How Dublin Core becomes records, as JSON; null when the source has a better format.</summary>
    public string? Mapping { get; init; }

    public string Licence { get; init; } = "";

    /// <summary>Whether what comes from here may be passed on to others.</summary>
    public bool PassOn { get; init; } = true;

    /// <summary>Whether federated search asks it.</summary>
    public bool Searched { get; init; } = true;

    /// <summary>When several sources have a record, the smallest rank is shown; the hub's own records go before all.</summary>
    public int Rank { get; init; } = 50;

    public int EveryMinutes { get; init; } = 60;

    /// <summary>First hour of the day in China at which it may be harvested.</summary>
    public int FromHour { get; init; }

    /// <summary>Hour of the day in China at which harvesting stops; smaller than <see cref="FromHour"/> when the time spans midnight.</summary>
    public int UntilHour { get; init; } = 24;

    /// <summary>Most kilobytes in a second; 0 means as fast as it goes.</summary>
    public int KilobytesPerSecond { get; init; }

    public bool Paused { get; init; }

    public int Revision { get; init; } = 1;

    public DateTime CreatedAt { get; init; }

    public DateTime NextAt { get; init; }

    /// <summary>Where the list goes on, or null between lists. For a dump: the line.</summary>
    public string? Token { get; init; }

    /// <summary>Beginning of the interval of the list that is being read; null for everything.</summary>
    public string? ListFrom { get; init; }

    /// <summary>When the list that is being read was begun, by the clock of the source.</summary>
    public string? ListBegan { get; init; }

    /// <summary>Up to when everything was read, by the clock of the source: where the next list begins.</summary>
    public string? ReadUntil { get; init; }

    public string? Etag { get; init; }

    /// <summary>What the source said of its epoch when it was read last; null when it says nothing.</summary>
    public string? Epoch { get; init; }

    /// <summary>Since when the whole list is read once more, or null: what it does not name any more is taken away at its end.</summary>
    public DateTime? WholeSince { get; init; }

    /// <summary>Whether the operator entered it at the shell: only such may lie in networks that are not public, or in any folder.</summary>
    public bool Trusted { get; init; }

    /// <summary>Deletions that were stopped and wait for an administrator, or null.</summary>
    public long? HeldDeletions { get; init; }

    /// <summary>Whether an administrator agreed to the deletions of the present list.</summary>
    public bool DeletionsAgreed { get; init; }

    public DateTime? RunningSince { get; init; }

    public DateTime? LastRunAt { get; init; }

    public DateTime? LastGoodAt { get; init; }

    public int Faults { get; init; }

    public string? LastFaultZh { get; init; }

    public string? LastFaultEn { get; init; }

    public DateTime? MembersAt { get; init; }

    public Bilingual? LastFault => LastFaultZh is null ? null : Bilingual.Of(LastFaultZh, LastFaultEn ?? "");

    /// <summary>Base address of OAI-PMH.</summary>
    public string OaiAddress => Kind == "hub" ? Address.TrimEnd('/') + "/oai" : Address;

    /// <summary>Base address of SRU, or null when the source has none.</summary>
    public string? SruAddress => Kind switch { "hub" => Address.TrimEnd('/') + "/sru", "sru" => Address, _ => null };

    /// <summary>Whether the hour of an instant lies in the source's time.</summary>
    public bool IsOpenAt(DateTimeOffset instant)
    {
        var hour = ChinaTime.HourOf(instant);
        return FromHour < UntilHour ? hour >= FromHour && hour < UntilHour : hour >= FromHour || hour < UntilHour;
    }
}

/// <summary>One harvest of a source, or the part of it that was done before something came in between.</summary>
internal sealed record HarvestRun
{
    public Guid Id { get; init; }
    public Guid SourceId { get; init; }
    public Guid? BatchId { get; init; }
    public DateTime BeganAt { get; init; }
    public DateTime? EndedAt { get; init; }
    public int Pages { get; init; }
    public long Bytes { get; init; }
    public long RecordsNew { get; init; }
    public long RecordsChanged { get; init; }
    public long RecordsSame { get; init; }
    public long RecordsDeleted { get; init; }
    public long RecordsRefused { get; init; }
    public long RecordsOwn { get; init; }
    public long RecordsBehind { get; init; }
    public string? FaultZh { get; init; }
    public string? FaultEn { get; init; }
}

/// <summary>What stopped a harvest: reported, and tried again later.</summary>
internal sealed class HarvestFaultException(string code, Bilingual text) : Exception(text.En)
{
    public string Code { get; } = code;

    public Bilingual Text { get; } = text;

    /// <summary>When the source asks to be left alone until, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many deletions were stopped, when that is the fault.</summary>
    public long? Deletions { get; init; }
}

/// <summary>How much of anything a source may cost the hub.</summary>
internal sealed record HarvestLimits
{
    /// <summary>Longest answer in bytes, unpacked.</summary>
    public long MostBytes { get; init; } = 32L << 20;

    /// <summary>Longest file of open data in bytes.</summary>
    public long MostFileBytes { get; init; } = 8L << 30;

    /// <summary>Longest time for one answer.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Longest silence within an answer.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time for one run; the next goes on where it stopped.</summary>
    public TimeSpan RunTime { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Pages in a row that may bring nothing new.</summary>
    public int IdlePages { get; init; } = 20;

    /// <summary>Bytes of disk that must stay free.</summary>
    public long FreeDisk { get; init; } = 512L << 20;
}
