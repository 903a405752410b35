using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;

namespace Zhishu.Tests.Foundation;

/// <summary>The numbered SQL files and the model of the workflow modules say the same.</summary>
[Collection(HubCollection.Name)]
public sealed class ModelSchemaTests(TestHub hub)
{
    [Fact]
    public async Task Every_column_of_the_model_is_in_the_database_and_the_other_way_round()
    {
        await using var scope = hub.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var model = db.GetService<IDesignTimeModel>().Model;
        var expected = model.GetRelationalModel().Tables
            .SelectMany(table => table.Columns.Select(column => $"{table.Schema}.{table.Name}.{column.Name} {Plain(column.StoreType)} {(column.IsNullable ? "null" : "not null")}")).Order().ToArray();
        var tables = model.GetRelationalModel().Tables.Select(table => $"{table.Schema}.{table.Name}").ToHashSet();
        await using var connection = await scope.ServiceProvider.GetRequiredService<HubDatabase>().Source.OpenConnectionAsync();
        var actual = (await connection.QueryAsync<(string Table, string Column, string Type, bool Null)>("""
            select n.nspname || '.' || c.relname, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
            """)).Where(row => tables.Contains(row.Table)).Select(row => $"{row.Table}.{row.Column} {Plain(row.Type)} {(row.Null ? "null" : "not null")}").Order().ToArray();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, actual);
    }

    private static string Plain(string type) => type.Replace("timestamp with time zone", "timestamptz", StringComparison.Ordinal).Replace("integer", "int", StringComparison.Ordinal);
}
