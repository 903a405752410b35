using Zhishu.Foundation;

namespace Zhishu.Identity;

/// <summary>What a person is trusted with. A duty has a reach: an organisation, a region, a sector, or the whole hub.</summary>
public enum Duty
{
    /// <summary>Staff of an outlet or node (网点、节点工作人员); reach: an organisation.</summary>
    Staff,

    /// <summary>Answers for an organisation and appoints its staff (机构管理员); reach: an organisation.</summary>
    Manager,

    /// <summary>Officer of a recommending department (推荐部门): a provincial or city office (reach: region) or an industry authority (reach: sector).</summary>
    Recommender,

    /// <summary>Officer of the public service department of CNIPA (国家知识产权局公共服务司).</summary>
    National,

    /// <summary>Third-party evaluator (第三方评估机构).</summary>
    Evaluator,

    /// <summary>Administrator of the hub (系统管理员): accounts, imports, settings.</summary>
    Administrator,

    /// <summary>Security auditor (安全审计员): reads the audit trail, changes nothing.</summary>
    Auditor,

    /// <summary>Security officer (安全管理员): agrees or not to what an administrator asks for an account; does nothing else.</summary>
    Security,
}

/// <summary>Labels and kinds of duties, and the policies by which pages ask for them.</summary>
public static class Duties
{
    /// <summary>Policy of pages for CNIPA officers.</summary>
    public const string National = nameof(Duty.National);

    /// <summary>Policy of pages for recommending and national officers.</summary>
    public const string Officer = "Officer";

    /// <summary>Policy of pages for administrators.</summary>
    public const string Administrator = nameof(Duty.Administrator);

    /// <summary>Policy of pages for auditors.</summary>
    public const string Auditor = nameof(Duty.Auditor);

    /// <summary>Policy of pages where an administrator or the security officer agrees to what another administrator asks.</summary>
    public const string Second = "Second";

    /// <summary>Policy of pages for the officers who keep the register; administration of the hub has no part in it.</summary>
    public const string Registrar = "Registrar";

    /// <summary>The duties that each policy asks one of.</summary>
    public static IReadOnlyDictionary<string, Duty[]> Policies { get; } = new Dictionary<string, Duty[]>
    {
        [National] = [Duty.National],
        [Officer] = [Duty.Recommender, Duty.National],
        [Administrator] = [Duty.Administrator],
        [Auditor] = [Duty.Auditor],
        [Second] = [Duty.Administrator, Duty.Security],
        [Registrar] = [Duty.Recommender, Duty.National],
    };

    /// <summary>Whether a duty is one of an organisation's own people.</summary>
    public static bool IsOfOrganisation(this Duty duty) => duty is Duty.Staff or Duty.Manager;

    /// <summary>Whether a duty is held by nobody who has another: administration, audit and security (等保 2.0, 三权分立).</summary>
    public static bool IsApart(this Duty duty) => duty is Duty.Administrator or Duty.Auditor or Duty.Security;

    /// <summary>The label.</summary>
    public static Bilingual Label(this Duty duty) => duty switch
    {
        Duty.Staff => new("机构工作人员"),
        Duty.Manager => new("机构管理员"),
        Duty.Recommender => new("Recommending officer|推荐部门"),
        Duty.National => new("National officer|国家知识产权局公共服务司"),
        Duty.Evaluator => new("第三方评估"),
        Duty.Administrator => new("系统管理员"),
        Duty.Security => new("安全管理员"),
        _ => new("安全审计员"),
    };
}
