using Zhishu.Analysis.Charts;

namespace Zhishu.Analysis.Report;

/// <summary>A report as its author left it.</summary>
/// <param name="Title">Title.</param>
/// <param name="Author">Who wrote it; may be empty.</param>
/// <param name="Day">The day of the figures.</param>
/// <param name="Question">The question in words.</param>
/// <param name="Total">Records it finds.</param>
/// <param name="Opening">Text before the charts.</param>
/// <param name="Parts">Charts with the author's text.</param>
/// <param name="Closing">Text after the charts.</param>
internal sealed record ReportContent(string Title, string Author, DateOnly Day, string Question, long Total, string Opening, IReadOnlyList<(Chart Chart, string Text)> Parts, string Closing);
