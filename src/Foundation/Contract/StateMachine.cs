namespace Zhishu.Foundation;

/// <summary>One row of a state machine as it is drawn.</summary>
/// <param name="From">State before.</param>
/// <param name="Act">What is done.</param>
/// <param name="Who">Who may do it.</param>
/// <param name="To">States after: one of them.</param>
/// <param name="Tell">Who is told; empty when nobody is.</param>
/// <param name="Needs">What must be given or hold; empty when nothing.</param>
public sealed record DrawnRow(string From, Bilingual Act, string Who, IReadOnlyList<string> To, string Tell = "", string Needs = "");

/// <summary>A state machine as data, whatever the types of its states: what pictures and laws are made from.</summary>
public interface IStateMachine
{
    /// <summary>Name in codes, such as <c>enquiry</c>.</summary>
    string Name { get; }

    /// <summary>Title of the picture.</summary>
    Bilingual Title { get; }

    /// <summary>The states in their order, the first one first: code and label.</summary>
    IReadOnlyList<(string Code, Bilingual Label)> States { get; }

    /// <summary>State in which it begins.</summary>
    string First { get; }

    /// <summary>The rows.</summary>
    IReadOnlyList<DrawnRow> Drawn { get; }
}
