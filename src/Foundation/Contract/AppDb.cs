using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation.Processes;

namespace Zhishu.Foundation;

/// <summary>What a module adds to the model: its entities, mapped to its own PostgreSQL schema.</summary>
/// <param name="Build">Declares the entities.</param>
public sealed record ModelPart(Action<ModelBuilder> Build);

/// <summary>
/// The one unit of work of the workflow modules. Each module declares its sets itself, so another cannot name its tables.
/// Columns are named in snake case. Saving also writes the processes recorded with it, in the same transaction.
/// </summary>
public sealed class AppDb(DbContextOptions<AppDb> options, IEnumerable<ModelPart> parts, AuditKeys keys, TimeProvider clock) : DbContext(options)
{
    // Who waits for the same thing waits here, not with a connection in hand: a rush on one event must not take them from everybody else.
    private static readonly SemaphoreSlim[] Gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    internal List<ProcessRow> Recorded { get; } = [];

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var part in parts)
            part.Build(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Snake(property.Name));

                // Keys are made by the modules (version 7); otherwise EF takes a new child with a key for one that is there.
                if (property.IsPrimaryKey())
                    property.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
            }
        }
    }

    /// <summary>Saves all changes with the processes recorded, in one transaction.</summary>
    /// <exception cref="DbUpdateConcurrencyException">Another person has changed the same thing meanwhile.</exception>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (Recorded.Count == 0)
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        var outer = Database.CurrentTransaction;
        await using var own = outer is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await ProcessChain.AppendAsync((outer ?? own!).GetDbTransaction(), Recorded, keys, clock.GetUtcNow(), cancellationToken);
        if (own is not null)
            await own.CommitAsync(cancellationToken);
        Recorded.Clear();
        return saved;
    }

    /// <summary>
    /// Does one act: whoever acts on the same thing waits, then finds it as it is now. What the act changed and recorded is saved in one transaction,
    /// and nothing of it when it refuses.
    /// </summary>
    /// <param name="key">The thing acted on.</param>
    /// <param name="work">Loads, checks, changes, records; returns why not, or null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Refusal?> ActAsync(Guid key, Func<Task<Refusal?>> work, CancellationToken ct)
    {
        ChangeTracker.Clear();
        var gate = Gates[(uint)key.GetHashCode() % Gates.Length];
        await gate.WaitAsync(ct);
        try
        {
            return await AloneAsync(key, work, ct);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Refusal?> AloneAsync(Guid key, Func<Task<Refusal?>> work, CancellationToken ct)
    {
        await using var transaction = await Database.BeginTransactionAsync(ct);
        try
        {
            await Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({key.ToString()}, 0))", ct);
            if (await work() is { } refusal)
            {
                Forget();
                return refusal;
            }

            await SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            Forget();
            return Refusal.Conflict;
        }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { SqlState: "23505" })
        {
            Forget();
            return Refusal.Conflict;
        }
    }

    /// <summary>Drops what was changed and recorded and not saved.</summary>
    internal void Forget()
    {
        Recorded.Clear();
        ChangeTracker.Clear();
    }

    private static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && snake.Length > 0)
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }
}
