namespace Zhishu.ServiceDirectory;

/// <summary>Cases that nobody has answered yet, so that figures show them and count the late ones; the module that has them says where they stand.</summary>
/// <param name="Sql">
/// A query without parameters that gives of each <c>organisation_id</c> (null: the desk of the hub), <c>item_code</c>, <c>channel</c>, <c>source_kind</c>,
/// <c>client_kind</c> (a name of <see cref="ClientKind"/> or null), <c>region</c> (text, or null), <c>began_at</c> (when it was asked) and <c>due_at</c> (or null), in this order.
/// </param>
public sealed record WaitingCases(string Sql);
