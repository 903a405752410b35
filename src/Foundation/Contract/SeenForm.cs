using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Zhishu.Foundation;

/// <summary>What a form showed when it was opened, as a mark that goes with it: whoever saves it sees whether somebody else has changed the same meanwhile.</summary>
public static class SeenForm
{
    /// <summary>Name of the field that carries the mark.</summary>
    public const string Field = "Seen";

    /// <summary>Somebody else has changed the same meanwhile: nothing was saved, and what was typed stays in the form.</summary>
    public static Refusal Changed { get; } = new("conflict.changed", new("其他人刚刚改过，您的修改还没有保存。您填写的内容仍在表单里，请与现在的内容核对后再保存。"));

    /// <summary>The mark of what a form shows.</summary>
    /// <typeparam name="T">What the form is bound to.</typeparam>
    public static string MarkOf<T>(T shown) where T : notnull => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(shown)))[..16];

    /// <summary>Whether what was seen is no longer what is there; forms that carry no mark are let through.</summary>
    /// <typeparam name="T">What the form is bound to.</typeparam>
    public static bool IsStale<T>(string? seen, T now) where T : notnull => !string.IsNullOrEmpty(seen) && seen != MarkOf(now);

    /// <summary>Where what is there now differs from what somebody typed: the label of each field with what is there.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="now">What is there.</param>
    /// <param name="labels">Labels of the properties that people know; others are passed over.</param>
    /// <typeparam name="T">What the form is bound to.</typeparam>
    public static IReadOnlyList<(Bilingual Label, string Now)> Differences<T>(T typed, T now, IReadOnlyDictionary<string, Bilingual> labels) where T : notnull =>
    [
        .. from property in typeof(T).GetProperties()
           where labels.ContainsKey(property.Name)
           let there = Text(property.GetValue(now))
           where there != Text(property.GetValue(typed))
           select (labels[property.Name], there),
    ];

    private static string Text(object? value) => (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").ReplaceLineEndings("\n").Trim();
}
