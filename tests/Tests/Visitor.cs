using System.Net;
using System.Text.RegularExpressions;

namespace Zhishu.Tests;

/// <summary>A visitor with a memory for cookies, who fills in forms as a browser does.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly HttpClient _http;

    public Visitor(Uri hub, CookieCollection? cookies = null)
    {
        Cookies.Add(cookies ?? []);
        _http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = hub };
    }

    public CookieContainer Cookies { get; } = new();

    public HttpClient Http => _http;

    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string url)
    {
        using var response = await _http.GetAsync(url);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<HttpResponseMessage> OpenAsync(string url) => _http.GetAsync(url);

    /// <summary>Opens the page of a form, takes its token, and sends the form with the fields given.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, IEnumerable<(string Name, string Value)> fields, string? handler = null, (string Name, byte[] Content)? file = null)
    {
        var (_, text) = await GetAsync(page);
        var token = Token().Match(text).Groups[1].Value;
        var url = handler is null ? page : page + (page.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "handler=" + handler;
        if (file is null)
            return await _http.PostAsync(url,
                new FormUrlEncodedContent([.. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)), new("__RequestVerificationToken", token)]));
        var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(file.Value.Content), file.Value.Name, "upload.txt" } };
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return await _http.PostAsync(url, form);
    }

    /// <summary>Sends a form as it is, without opening its page first.</summary>
    public Task<HttpResponseMessage> SendAsync(string url, IEnumerable<(string Name, string Value)> fields) =>
        _http.PostAsync(url, new FormUrlEncodedContent(fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))));

    /// <summary>Uploads a file under its name, with the token of the page.</summary>
    public async Task<HttpResponseMessage> UploadAsync(string page, string handler, IEnumerable<(string Name, string Value)> fields, string fileName, byte[] content)
    {
        var (_, text) = await GetAsync(page);
        var form = new MultipartFormDataContent { { new StringContent(Token().Match(text).Groups[1].Value), "__RequestVerificationToken" }, { new ByteArrayContent(content), "upload", fileName } };
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return await _http.PostAsync($"{page}?handler={handler}", form);
    }

    /// <summary>Sends a form with files, with the token of the page.</summary>
    public async Task<HttpResponseMessage> UploadManyAsync(string page, IEnumerable<(string Name, string Value)> fields,
        IEnumerable<(string Field, string Name, byte[] Content)> files, string? handler = null)
    {
        var (_, text) = await GetAsync(page);
        var form = new MultipartFormDataContent { { new StringContent(Token().Match(text).Groups[1].Value), "__RequestVerificationToken" } };
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        foreach (var (field, name, content) in files)
            form.Add(new ByteArrayContent(content), field, name);
        return await _http.PostAsync(handler is null ? page : $"{page}?handler={handler}", form);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
