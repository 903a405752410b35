using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Zhishu.Tests;

/// <summary>A hub in which nothing runs by itself: what is due is done when a test says so.</summary>
internal static class StillHub
{
    /// <summary>Takes out the background services that are the hub's own; those of the framework, such as the web server, stay.</summary>
    public static void RemoveOwn(IServiceCollection services)
    {
        foreach (var hosted in services.Where(service => service.ServiceType == typeof(IHostedService) && IsOwn(service)).ToList())
            services.Remove(hosted);
    }

    private static bool IsOwn(ServiceDescriptor service) =>
        (service.ImplementationType ?? service.ImplementationInstance?.GetType() ?? service.ImplementationFactory!.Method.DeclaringType)?
            .Assembly.GetName().Name?.StartsWith("Zhishu.", StringComparison.Ordinal) == true;
}
