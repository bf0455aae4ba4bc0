using Antpath.Engine.Configuration;
using Antpath.Engine.Outputs.Archives;
using Antpath.Engine.Outputs.Links;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Outputs.Storage.FileSystem;
using Antpath.Engine.Outputs.Storage.S3;
using Antpath.Engine.Runs.Reconciliation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Outputs;

/// <summary>Registers output storage and links.</summary>
public static class OutputServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds <see cref="IOutputStore"/>, <see cref="OutputLinks"/> and <see cref="ArchiveLinks"/>; the store is probed before the host starts. Needs the engine.</summary>
        /// <param name="configuration">The host's configuration, with the environment added.</param>
        public IServiceCollection AddAntpathOutputs(IConfiguration configuration)
        {
            services.AddSettings(OutputSettings.All);
            services.AddAntpathOptions<StorageOptions>(configuration, StorageOptions.Section);
            services.AddAntpathOptions<LinkOptions>(configuration, LinkOptions.Section);
            services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
            services.TryAddSingleton(TimeProvider.System);
            services.AddAntpathOptions<S3Options>(configuration, StorageOptions.Section);
            services.AddSingleton<IOutputStore>(s => s.GetRequiredService<IOptions<StorageOptions>>().Value.Backend == StorageBackend.FileSystem
                ? ActivatorUtilities.CreateInstance<FileSystemOutputStore>(s)
                : ActivatorUtilities.CreateInstance<S3OutputStore>(s));
            services.AddSingleton<ISweep, LeftoverSweep>();
            services.AddSingleton<OutputLinks>();
            services.AddSingleton<ArchiveLinks>();
            services.AddHostedService<OutputStoreProbe>();
            return services;
        }
    }
}
