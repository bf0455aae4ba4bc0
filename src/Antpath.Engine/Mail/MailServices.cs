using Antpath.Engine.Configuration;
using Antpath.Submission;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Antpath.Engine.Mail;

/// <summary>Registers mail.</summary>
public static class MailServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds <see cref="Mailer"/> and <see cref="MailQueue"/>. Nothing connects before there is something to send.</summary>
        /// <param name="configuration">The host's configuration, with the environment added.</param>
        public IServiceCollection AddAntpathMail(IConfiguration configuration)
        {
            services.AddSettings(MailSettings.All);
            services.AddAntpathOptions<MailOptions>(configuration, MailOptions.Section)
                .Configure(options => options.Password = configuration[$"{MailOptions.Section}:Password"] is { Length: > 0 } password ? new SecretString(password) : null);
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<Mailer>();
            services.AddSingleton<MailQueue>();
            services.AddHostedService(s => s.GetRequiredService<MailQueue>());
            return services;
        }
    }
}
