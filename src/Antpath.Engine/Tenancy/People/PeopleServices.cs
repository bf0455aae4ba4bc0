using Antpath.Engine.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Engine.Tenancy.People;

/// <summary>Registers sign-in of people.</summary>
public static class PeopleServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds sign-in, sign-out and links by mail. Needs the engine and mail.</summary>
        /// <param name="configuration">The host's configuration, with the environment added.</param>
        public IServiceCollection AddAntpathPeople(IConfiguration configuration)
        {
            services.AddSettings(SignInSettings.All);
            services.AddAntpathOptions<SignInOptions>(configuration, SignInOptions.Section);
            services.AddSingleton<PepperKeys>();
            services.AddSingleton<SignInLinks>();
            services.AddSingleton<SignIns>();
            services.AddSingleton<SignOuts>();
            services.AddSingleton<LinkRequests>();
            services.AddHostedService(s => s.GetRequiredService<LinkRequests>());
            return services;
        }
    }
}
