using Zhishu.Foundation;

namespace Zhishu.ServiceDirectory;

/// <summary>What kind of client a service was given to (服务对象, 000·16: 社会公众和创新主体).</summary>
public enum ClientKind
{
    /// <summary>A person for himself.</summary>
    Person,

    /// <summary>A small or micro enterprise.</summary>
    SmallFirm,

    /// <summary>Any other enterprise.</summary>
    LargerFirm,

    /// <summary>A university or research institute.</summary>
    University,

    /// <summary>Government or a public institution.</summary>
    Government,

    /// <summary>Anybody else.</summary>
    Other,
}

/// <summary>Labels of the kinds of client, and reading them from forms.</summary>
public static class ClientKinds
{
    /// <summary>The label of each, in order.</summary>
    public static IReadOnlyDictionary<ClientKind, Bilingual> All { get; } = new Dictionary<ClientKind, Bilingual>
    {
        [ClientKind.Person] = new("公民个人"),
        [ClientKind.SmallFirm] = new("小微企业"),
        [ClientKind.LargerFirm] = new("其他企业"),
        [ClientKind.University] = new("高校和科研院所"),
        [ClientKind.Government] = new("政府机关和事业单位"),
        [ClientKind.Other] = new("其他"),
    };

    /// <summary>Choices for a form; the first, empty one says that nobody told.</summary>
    public static IEnumerable<(string Value, string Label)> Options => [("", Lang.T("未说明")), .. All.Select(pair => (pair.Key.ToString(), pair.Value.ToString()))];

    /// <summary>The kind of a name; null for any other text.</summary>
    public static ClientKind? Read(string? text) => All.Keys.Where(kind => kind.ToString() == text).Cast<ClientKind?>().FirstOrDefault();
}
