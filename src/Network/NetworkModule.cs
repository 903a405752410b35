using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network.Import;
using Zhishu.Network.Register;

namespace Zhishu.Network;

/// <summary>Wiring of the register: organisations, memberships, staff, cooperation groups.</summary>
public static class NetworkModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("network", typeof(NetworkModule).Assembly);

    /// <summary>Registers the services; needs those of Identity.</summary>
    public static IServiceCollection AddNetwork(this IServiceCollection services) => services
        .AddSingleton(NetworkDb.Part)
        .AddScoped<NetworkRegister>()
        .AddScoped<IHomeRegions, HomeRegions>()
        .AddSingleton<IPersonalData, JoinPersons>()
        .AddScoped<OrganisationImport>();
}
