using Antpath.Engine.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>Registers members and invitations.</summary>
internal static class MemberServices
{
    extension(IServiceCollection services)
    {
        public void AddAntpathMembers(IConfiguration configuration)
        {
            services.AddSettings(MembershipOptions.Settings);
            services.AddAntpathOptions<MembershipOptions>(configuration, MembershipOptions.Section);
            services.AddSingleton<WorkspaceMembers>();
            services.AddSingleton<Invitations>();
            services.AddSingleton<InvitationAnswers>();
            services.AddSingleton<WorkspaceCreation>();
            services.AddSingleton<Belongings>();
        }
    }
}
