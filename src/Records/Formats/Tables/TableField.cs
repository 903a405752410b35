namespace Zhishu.Records;

/// <summary>What a column of a table holds. The names stand in <c>data/formats/columns.csv</c> and in mappings.</summary>
internal enum TableField
{
    /// <summary>Kept under the column's own name.</summary>
    Keep,

    /// <summary>The number of a row, which says nothing of the record.</summary>
    RowNumber,

    /// <summary>A count, kept under its own name unless it is 0.</summary>
    CountOf,

    /// <summary>The whole record, as the hub itself writes it.</summary>
    WholeRecord,

    ApplicationNumber,

    /// <summary>A number that people call that of the patent: of the application (China) or of the publication.</summary>
    PatentNumber,
    PublicationNumber,
    GrantNumber,

    /// <summary>The number of a mark, a geographical indication or a layout design.</summary>
    Number,

    /// <summary>The announcement that approved a geographical indication; one may approve several.</summary>
    Announcement,
    Title,
    TitleEn,
    GrantTitle,
    Type,
    FilingDate,
    PublicationDate,
    GrantDate,
    ExpiryDate,

    /// <summary>A period: from … to.</summary>
    Term,
    ExaminationDate,
    TransferDate,
    LicenceDate,
    PledgeDate,
    InvalidationDate,
    Status,

    /// <summary>In force, pending, ended; beside a status in more words.</summary>
    SimpleStatus,
    Applicant,
    ApplicantAddress,
    ApplicantType,
    Owner,
    OwnerAddress,
    Inventor,
    CurrentInventor,
    Agent,
    CurrentAgent,
    Agency,
    CurrentAgency,
    FormerAgency,
    Examiner,
    FirstInventor,
    FirstOwner,
    IpcMain,
    Ipc,
    CpcMain,
    Cpc,
    FiMain,
    Fi,
    Uspc,
    Locarno,
    Nice,
    Abstract,
    Claim,
    Priority,
    PriorityDate,
    EarliestPriority,
    Region,
    Country,
    Event,
    Citation,
    NonPatentCitation,
    Family,

    /// <summary>The area of a geographical indication.</summary>
    Scope,

    // What became of rights.
    DecisionNumber,
    DecisionDate,

    /// <summary>What kind of decision or judgment it is.</summary>
    DecisionType,
    Conclusion,
    Requester,
    Licensor,
    Licensee,
    LicenceKind,
    Pledgor,
    Pledgee,
    FormerOwner,
    NewOwner,

    /// <summary>The number under which a contract was recorded.</summary>
    RecordalNumber,
    RecordalDate,
    CustomsNumber,
    CustomsUntil,
    CaseNumber,
    CaseDate,
    CaseTitle,
    Court,

    /// <summary>Whether the record is generated demo data.</summary>
    Synthetic,
}
