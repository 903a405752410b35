using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Zhishu.Records.Show;

/// <summary>A place of a text that leads somewhere else on the page.</summary>
internal sealed record TextLink(int Start, int End, string Href, string? Title, string? Id);

/// <summary>Draws texts of a record: what the question found is marked, and where asked for, the numbers of claims and of parts lead to them.</summary>
internal sealed class RecordText(Func<string, IReadOnlyList<TextPart>> mark)
{
    /// <summary>The text with its marks.</summary>
    public IHtmlContent Marked(string text) => new Content(mark(text), []);

    /// <summary>The text with its marks and links; the links stand in order and do not overlap.</summary>
    public IHtmlContent Linked(string text, IReadOnlyList<TextLink> links) => new Content(mark(text), links);

    private sealed class Content(IReadOnlyList<TextPart> parts, IReadOnlyList<TextLink> links) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            var (at, link, open) = (0, 0, false);
            foreach (var part in parts)
            {
                for (var done = 0; done < part.Text.Length;)
                {
                    var next = link < links.Count ? links[link] : null;
                    if (next is not null && !open && at == next.Start)
                    {
                        Open(next, writer, encoder);
                        open = true;
                    }

                    var end = Math.Min(part.Text.Length, done + (next is null ? int.MaxValue / 2 : (open ? next.End : next.Start) - at));
                    Write(part with { Text = part.Text[done..end] }, writer, encoder);
                    (at, done) = (at + end - done, end);
                    if (open && at == next!.End)
                    {
                        writer.Write("</a>");
                        (link, open) = (link + 1, false);
                    }
                }
            }
        }

        private static void Write(TextPart part, TextWriter writer, HtmlEncoder encoder)
        {
            if (part.Hit)
                writer.Write(part.Class is { } name ? $"<mark class=\"{name}\">" : "<mark>");
            encoder.Encode(writer, part.Text);
            if (part.Hit)
                writer.Write("</mark>");
        }

        private static void Open(TextLink link, TextWriter writer, HtmlEncoder encoder)
        {
            writer.Write("<a class=\"in-text\" href=\"");
            encoder.Encode(writer, link.Href);
            foreach (var (name, value) in new[] { ("title", link.Title), ("id", link.Id) })
            {
                if (value is null)
                    continue;
                writer.Write($"\" {name}=\"");
                encoder.Encode(writer, value);
            }

            writer.Write("\">");
        }
    }
}
