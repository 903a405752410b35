using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory.Items;

/// <summary>The tables of the directory.</summary>
internal static class DirectoryDb
{
    public static ModelPart Part { get; } = new(model =>
    {
        model.Entity<ItemList>(list =>
        {
            list.ToTable("item_list", "directory");
            list.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<ServiceItem>().ToTable("service_item", "directory");
        model.Entity<ServiceRecord>(record =>
        {
            record.ToTable("service_record", "directory");
            record.Property(row => row.ClientKind).HasConversion<string>();
            record.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<ServiceRecord>().HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<ServiceItem>().HasOne<ItemList>().WithMany().HasForeignKey(row => row.ListId).OnDelete(DeleteBehavior.Cascade);
        model.Entity<ItemList>().HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
    });

    extension(AppDb db)
    {
        internal DbSet<ItemList> ItemLists => db.Set<ItemList>();

        internal DbSet<ServiceItem> Items => db.Set<ServiceItem>();

        internal DbSet<ServiceRecord> ServiceRecords => db.Set<ServiceRecord>();
    }
}
