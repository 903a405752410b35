using Zhishu.Records;

namespace Zhishu.Search;

/// <summary>The fields of the query language, see <c>docs/query-language.md</c>.</summary>
public enum QueryField
{
    /// <summary>No field given: title, abstract, claims, names and numbers.</summary>
    Any,

    /// <summary>TI 名称.</summary>
    Title,

    /// <summary>AB 摘要.</summary>
    Abstract,

    /// <summary>CL 权利要求.</summary>
    Claims,

    /// <summary>PA 申请人.</summary>
    Applicant,

    /// <summary>IN 发明人.</summary>
    Inventor,

    /// <summary>AG 代理机构.</summary>
    Agency,

    /// <summary>AN 申请号.</summary>
    ApplicationNumber,

    /// <summary>PN 公开号.</summary>
    PublicationNumber,

    /// <summary>AD 申请日.</summary>
    FilingDate,

    /// <summary>PD 公开日.</summary>
    PublicationDate,

    /// <summary>GD 授权日.</summary>
    GrantDate,

    /// <summary>IC 分类号: IPC and Locarno symbols.</summary>
    Classification,

    /// <summary>NC 尼斯分类.</summary>
    Nice,

    /// <summary>RG 地区.</summary>
    Region,

    /// <summary>LS 法律状态.</summary>
    Status,

    /// <summary>TY 类型.</summary>
    Type,

    /// <summary>SM 近似商标: trademarks whose names look or sound alike.</summary>
    SimilarMark,

    /// <summary>DE 说明书: the description.</summary>
    Description,

    /// <summary>FT 全文: title, abstract, claims and description.</summary>
    FullText,

    /// <summary>TA 名称和摘要.</summary>
    TitleAbstract,

    /// <summary>TAC 名称、摘要和权利要求.</summary>
    TitleAbstractClaims,

    /// <summary>PR 优先权: numbers and days of the priorities claimed.</summary>
    Priority,

    /// <summary>CPC: symbols of the Cooperative Patent Classification.</summary>
    Cpc,

    /// <summary>MC 主分类号: the main symbol of the IPC or of Locarno.</summary>
    MainClass,

    /// <summary>AT 代理人: agents, persons.</summary>
    Agent,

    /// <summary>EX 审查员.</summary>
    Examiner,

    /// <summary>CT 引用: the documents that a record cites.</summary>
    Citing,

    /// <summary>CTB 被引: the documents that cite a record.</summary>
    CitedBy,

    /// <summary>FM 同族: a member of the family.</summary>
    Family,

    /// <summary>OF 国家: the office.</summary>
    Office,

    /// <summary>ED 届满日: when the right ends or ended.</summary>
    Expiry,

    /// <summary>EV 法律事件: texts and categories of legal events.</summary>
    Event,

    /// <summary>EVD 事件日: days of legal events.</summary>
    EventDate,
}

/// <summary>A parsed query: what is asked, free of how it was written.</summary>
public abstract record QueryNode
{
    /// <summary>Every record.</summary>
    public sealed record All : QueryNode;

    /// <summary>All parts must hold.</summary>
    public sealed record And(IReadOnlyList<QueryNode> Parts) : QueryNode;

    /// <summary>One part must hold.</summary>
    public sealed record Or(IReadOnlyList<QueryNode> Parts) : QueryNode
    {
        /// <summary>Whether the parts are words for one thing, synonyms and translations: they rank as one, and the first, which was typed, counts most.</summary>
        public bool SameThing { get; init; }
    }

    /// <summary>So many of the parts must hold, as in a long question; those with more of them rank first.</summary>
    public sealed record AtLeast(int Count, IReadOnlyList<QueryNode> Parts) : QueryNode
    {
        /// <summary>Whether the parts stand in the order of a sentence: records in which neighbours stand near each other rank first.</summary>
        public bool InOrder { get; init; }
    }

    /// <summary>The part must not hold.</summary>
    public sealed record Not(QueryNode Part) : QueryNode;

    /// <summary>Text that must be found as it was typed.</summary>
    /// <param name="Field">A text field, or any.</param>
    /// <param name="Value">The text as typed, without quotes.</param>
    /// <param name="Wild">Whether <c>*</c> stands for any letters and <c>?</c> for one; the value is then a single word or CJK run.</param>
    public sealed record Text(QueryField Field, string Value, bool Wild = false) : QueryNode;

    /// <summary>
    /// Two texts near each other in one text of the record: one before the other or, without an order, between the two of a nearness. What is found reaches from the first unit to the last.
    /// </summary>
    /// <param name="Field">A text field, or any; the same in all texts inside.</param>
    /// <param name="Left">One word, phrase or pattern (<see cref="Text"/>), several of which one is meant (<see cref="Or"/>), or again a nearness.</param>
    /// <param name="Right">The same.</param>
    /// <param name="Distance">Most units between them: CJK characters, words. Punctuation does not count.</param>
    /// <param name="Ordered">Whether the left one must stand first.</param>
    public sealed record Near(QueryField Field, QueryNode Left, QueryNode Right, int Distance, bool Ordered) : QueryNode;

    /// <summary>A number in its normal form, or in several possible ones.</summary>
    /// <param name="Field">Application number, publication number, priority, or any; when links were looked up, citing or family.</param>
    /// <param name="Normals">Normal forms, one of which must be there.</param>
    /// <param name="Prefix">Whether the number may go on.</param>
    public sealed record Number(QueryField Field, IReadOnlyList<string> Normals, bool Prefix = false) : QueryNode;

    /// <summary>A day between two days, both included; the first and the last day of the calendar stand for open ends.</summary>
    public sealed record Date(QueryField Field, DateOnly From, DateOnly To) : QueryNode;

    /// <summary>A symbol and everything below it; a full symbol with its subgroup is exact.</summary>
    /// <param name="Value">Symbol in its usual form.</param>
    /// <param name="Prefix">Whether the symbol may go on anyhow: <c>H01M10*</c> finds H01M100/00 too.</param>
    public sealed record Symbol(string Value, bool Prefix = false) : QueryNode
    {
        /// <summary>Classification (IPC and Locarno), CPC or main class.</summary>
        public QueryField Field { get; init; } = QueryField.Classification;

        /// <summary>Symbols that count as well: those below in the hierarchy of dots.</summary>
        public IReadOnlyList<string> Below { get; init; } = [];
    }

    /// <summary>One of the offices keeps the record, in ST.3 codes.</summary>
    public sealed record Office(IReadOnlyList<string> Codes) : QueryNode;

    /// <summary>Records that citations or a family lead to from a number. It is looked up before the rest is asked.</summary>
    /// <param name="Field">Citing, cited by, or family.</param>
    /// <param name="Normals">Spellings of the number.</param>
    public sealed record Linked(QueryField Field, IReadOnlyList<string> Normals) : QueryNode;

    /// <summary>A Nice class, 1 to 45.</summary>
    public sealed record NiceClass(string Value) : QueryNode;

    /// <summary>A region and everything below it, in GB/T 2260 codes.</summary>
    public sealed record Region(IReadOnlyList<string> Codes) : QueryNode;

    /// <summary>A legal status.</summary>
    public sealed record Status(LegalStatus Value) : QueryNode;

    /// <summary>Words of the office's own status text.</summary>
    public sealed record StatusText(string Value) : QueryNode;

    /// <summary>A type within the kind, in its code: invention, utility, design …</summary>
    public sealed record Type(string Code) : QueryNode;

    /// <summary>One of the names is an applicant's, letter for letter.</summary>
    public sealed record Applicants(IReadOnlyList<string> Names) : QueryNode;

    /// <summary>A trademark that looks or sounds like a name: by characters, their order and their sound.</summary>
    public sealed record SimilarMark(string Name) : QueryNode;

    /// <summary>One of the values of a facet holds.</summary>
    public sealed record Chosen(Facet Facet, IReadOnlyList<string> Values) : QueryNode;

    /// <summary>Records picked by hand.</summary>
    public sealed record Records(IReadOnlyList<Guid> Ids) : QueryNode
    {
        /// <summary>Whether the list is ordered, the best first.</summary>
        public bool BestFirst { get; init; }

        /// <summary>What they were found by, whose words they are ranked by; null when nothing is known of it.</summary>
        public QueryNode? For { get; init; }
    }
}
