using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Zhishu.Foundation;

namespace Zhishu.Tests.Texts;

/// <summary>A text that the program says.</summary>
/// <param name="Key">Its Chinese, as translations name it.</param>
/// <param name="Module">Module that says it.</param>
/// <param name="File">File below the module.</param>
internal sealed record SaidText(string Key, string Module, string File);

/// <summary>Finds in the sources what the program says: whatever stands in <c>Lang.T(…)</c> and <c>new(…)</c> of a text.</summary>
internal static partial class TextHarvest
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);

    /// <summary>All texts in the order of the sources, and what cannot be translated.</summary>
    public static (IReadOnlyList<SaidText> Texts, IReadOnlyList<string> Wrong) Read()
    {
        var (texts, wrong) = (new List<SaidText>(), new List<string>());
        foreach (var folder in Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Order(StringComparer.Ordinal))
        {
            var files = Directory.GetFiles(folder, "*.cs*", SearchOption.AllDirectories).Where(path => Source().IsMatch(path) && !Built().IsMatch(path)).Order(StringComparer.Ordinal);
            foreach (var file in files)
            {
                var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
                foreach (var (argument, arguments) in Calls(file, File.ReadAllText(file)))
                {
                    if (arguments > 1 && Parts(argument).Any(part => Key(part) is { } plain && Chinese().IsMatch(plain)))
                        wrong.Add($"{name}: {argument}: two languages beside each other; write the Chinese alone, and the other into the .po file");
                    if (arguments > 1)
                        continue;
                    texts.AddRange(Parts(argument).Select(Key).OfType<string>().Where(key => key.Length > 0).Select(key => new SaidText(key, Path.GetFileName(folder), name)));
                    wrong.AddRange(Parts(argument).Where(part => part != argument && HasHole(part)).Select(part => $"{name}: {part}: a choice of texts with holes; choose between two calls"));
                }
            }
        }

        return (texts, wrong);
    }

    private static IEnumerable<(ExpressionSyntax Argument, int Arguments)> Calls(string file, string text) => file.EndsWith(".cs", StringComparison.Ordinal)
        ? CSharpSyntaxTree.ParseText(text, Options).GetRoot().DescendantNodes().Select(Call).OfType<(ExpressionSyntax, int)>()
        : Begins().Matches(text).Select(match => SyntaxFactory.ParseExpression(text[match.Index..], 0, Options, consumeFullText: false))
            .SelectMany(expression => expression.DescendantNodesAndSelf().Where(node => node.SpanStart == 0).Select(Call).OfType<(ExpressionSyntax, int)>().Take(1));

    // new(…) is taken for a text when Chinese stands in it; Lang.T(…) is one whatever stands there.
    private static (ExpressionSyntax Argument, int Arguments)? Call(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Lang" }, Name.Identifier.Text: "T" } } call
            when call.ArgumentList.Arguments is [var first, ..] all => (first.Expression, all.Count),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Bilingual" }, Name.Identifier.Text: "Of" } } call
            when call.ArgumentList.Arguments is [var first, var second] && IsPlain(first.Expression) && IsPlain(second.Expression) => (first.Expression, 2),
        ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.Text: "Bilingual" }, ArgumentList.Arguments: [var first] } => (first.Expression, 1),
        ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments: [var first] }
            when Parts(first.Expression).Any(part => Key(part) is { } key && Chinese().IsMatch(key)) => (first.Expression, 1),
        ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments: [var first, var second] }
            when IsText(first.Expression) && IsText(second.Expression) && Chinese().IsMatch(Key(first.Expression)!) => (first.Expression, 2),
        _ => null,
    };

    private static bool IsPlain(ExpressionSyntax expression) => expression is LiteralExpressionSyntax;

    private static bool IsText(ExpressionSyntax expression) => Key(expression) is not null;

    private static bool HasHole(ExpressionSyntax expression) => expression.DescendantNodesAndSelf().OfType<InterpolationSyntax>().Any();

    // A choice between texts gives each of them.
    private static IEnumerable<ExpressionSyntax> Parts(ExpressionSyntax expression) => expression switch
    {
        ConditionalExpressionSyntax choice => Parts(choice.WhenTrue).Concat(Parts(choice.WhenFalse)),
        SwitchExpressionSyntax choice => choice.Arms.SelectMany(arm => Parts(arm.Expression)),
        ParenthesizedExpressionSyntax inner => Parts(inner.Expression),
        _ => [expression],
    };

    // What the program looks up: as Wording writes it.
    private static string? Key(ExpressionSyntax expression)
    {
        var key = new StringBuilder();
        var holes = 0;
        return Add(expression, HasHole(expression)) ? key.ToString() : null;

        bool Add(ExpressionSyntax part, bool escaped)
        {
            switch (part)
            {
                case LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression):
                    key.Append(Escaped(literal.Token.ValueText, escaped));
                    return true;
                case BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression):
                    return Add(sum.Left, escaped) && Add(sum.Right, escaped);
                case ParenthesizedExpressionSyntax inner:
                    return Add(inner.Expression, escaped);
                case InterpolatedStringExpressionSyntax text:
                    foreach (var content in text.Contents)
                    {
                        if (content is InterpolationSyntax hole)
                            key.Append('{').Append(holes++).Append(hole.FormatClause).Append('}');
                        else
                            key.Append(Escaped(((InterpolatedStringTextSyntax)content).TextToken.ValueText.Replace("{{", "{").Replace("}}", "}"), escaped));
                    }

                    return true;
                default:
                    return false;
            }
        }

        static string Escaped(string text, bool escaped) => escaped ? text.Replace("{", "{{").Replace("}", "}}") : text;
    }

    [GeneratedRegex(@"[/\\](obj|bin)[/\\]", RegexOptions.CultureInvariant)]
    private static partial Regex Built();

    [GeneratedRegex(@"\bLang\.T\(|\bBilingual(\.Of)?\(|\bnew\(", RegexOptions.CultureInvariant)]
    private static partial Regex Begins();

    [GeneratedRegex(@"\.cs(html)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Source();

    // Han, and the full-width marks that stand between Chinese words.
    [GeneratedRegex(@"[\p{IsCJKUnifiedIdeographs}\p{IsCJKSymbolsandPunctuation}\p{IsHalfwidthandFullwidthForms}]", RegexOptions.CultureInvariant)]
    private static partial Regex Chinese();
}
