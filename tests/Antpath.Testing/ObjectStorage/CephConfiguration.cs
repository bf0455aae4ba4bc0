namespace Antpath.Testing.ObjectStorage;

/// <summary>What the daemons read. One monitor, one store in memory, one gateway, all on loopback.</summary>
internal static class CephConfiguration
{
    public static string Text(string folder, int monitorPort, int gatewayPort, long memoryBytes) => $"""
        [global]
        fsid = {Guid.CreateVersion7()}
        mon_initial_members = a
        mon_host = [v2:127.0.0.1:{monitorPort}]
        public_addr = 127.0.0.1
        cluster_addr = 127.0.0.1
        ms_bind_ipv6 = false
        osd_pool_default_size = 1
        osd_pool_default_min_size = 1
        osd_pool_default_pg_num = 1
        osd_pool_default_pgp_num = 1
        osd_pool_default_pg_autoscale_mode = off
        osd_crush_chooseleaf_type = 0
        mon_allow_pool_size_one = true
        mon_data_avail_crit = 1
        mon_max_pg_per_osd = 1000
        run_dir = {folder}/run
        admin_socket = {folder}/run/$name.asok
        log_file = {folder}/$name.log
        pid_file = {folder}/$name.pid
        keyring = {folder}/keyring
        crash_dir = {folder}/crash
        [mon.a]
        mon_data = {folder}/mon
        paxos_propose_interval = 0.05
        [osd.0]
        osd_data = {folder}/osd
        osd_objectstore = memstore
        osd_mon_report_interval = 1
        memstore_device_bytes = {memoryBytes}
        [client.rgw.a]
        rgw_data = {folder}/rgw
        rgw_frontends = beast endpoint=127.0.0.1:{gatewayPort}
        rgw_enable_apis = s3
        rgw_gc_obj_min_wait = 0
        rgw_gc_processor_period = 5
        rgw_thread_pool_size = 64

        """; // the last line must be ended
}
