using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Identity.Accounts;

/// <summary>The tables of accounts.</summary>
internal static class IdentityDb
{
    public static ModelPart Part { get; } = new(model =>
    {
        model.Entity<Account>(account =>
        {
            account.ToTable("account", "identity");
            account.Property(row => row.ConcurrencyStamp).IsRequired().IsConcurrencyToken();
            account.Property(row => row.SecurityStamp).IsRequired();
            account.Property(row => row.UserName).IsRequired();
            account.Property(row => row.NormalizedUserName).IsRequired();
            account.Property(row => row.Email).IsRequired();
            account.Property(row => row.NormalizedEmail).IsRequired();
        });
        model.Entity<IdentityUserToken<Guid>>(token =>
        {
            token.ToTable("account_token", "identity");
            token.HasKey(row => new { row.UserId, row.LoginProvider, row.Name });
        });
        model.Entity<Grant>(grant =>
        {
            grant.ToTable("account_grant", "identity");
            grant.Property(row => row.Duty).HasConversion<string>();
        });
        model.Entity<Session>().ToTable("session", "identity");
        model.Entity<ConfirmedOrganisation>(organisation =>
        {
            organisation.ToTable("confirmed_organisation", "identity");
            organisation.HasKey(row => row.OrganisationId);
        });
        model.Entity<Device>(device =>
        {
            device.ToTable("device", "identity");
            device.HasKey(row => new { row.AccountId, row.Mark });
        });
        model.Entity<Consent>(consent =>
        {
            consent.ToTable("consent", "identity");
            consent.Property(row => row.Kind).HasConversion<string>();
            consent.Property(row => row.Duty).HasConversion<string>();
            consent.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<Device>().HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<Consent>().HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<Grant>().HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<Session>().HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<IdentityUserToken<Guid>>().HasOne<Account>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.ClientNoAction);
    });

    extension(AppDb db)
    {
        internal DbSet<Account> Accounts => db.Set<Account>();

        internal DbSet<Grant> Grants => db.Set<Grant>();

        internal DbSet<Session> Sessions => db.Set<Session>();

        internal DbSet<ConfirmedOrganisation> ConfirmedOrganisations => db.Set<ConfirmedOrganisation>();

        internal DbSet<Device> Devices => db.Set<Device>();

        internal DbSet<Consent> Consents => db.Set<Consent>();
    }
}
