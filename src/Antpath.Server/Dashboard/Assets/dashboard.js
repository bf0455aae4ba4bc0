// Keeps the page as the server would render it now. The server says "changed" over a stream; the page is fetched again and every element marked
// data-live is replaced when it differs. Without script the page still works: reload it.
(() => {
    const main = document.querySelector('[data-live-stream]');
    if (!main) return;
    let busy = false, again = false, timer = 0;

    const refresh = async () => {
        if (busy) { again = true; return; }
        busy = true;
        try {
            const answer = await fetch(location.href, { headers: { accept: 'text/html' }, credentials: 'same-origin' });
            if (answer.redirected && new URL(answer.url).pathname.startsWith('/sign-in')) { location.reload(); return; }
            if (answer.ok) swap(new DOMParser().parseFromString(await answer.text(), 'text/html'));
        } catch { /* offline: the stream reconnects and asks again */ } finally {
            busy = false;
            if (again) { again = false; later(); }
        }
    };

    const swap = fresh => {
        for (const old of document.querySelectorAll('[data-live]')) {
            const next = fresh.getElementById(old.id);
            // an open confirmation or a focused control is left alone until the person is done with it
            if (!next || old.isEqualNode(next) || old.querySelector('details[open]') || old.contains(document.activeElement)) continue;
            const place = old.scrollTop, follow = old.scrollHeight - place - old.clientHeight < 8;
            old.replaceWith(document.importNode(next, true));
            const now = document.getElementById(old.id);
            now.scrollTop = follow ? now.scrollHeight : place;
        }
    };

    const later = () => { clearTimeout(timer); timer = setTimeout(refresh, 150); };
    const stream = new EventSource(main.dataset.liveStream);
    stream.addEventListener('changed', later);
    stream.addEventListener('closed', () => { stream.close(); later(); });
    document.addEventListener('visibilitychange', () => { if (!document.hidden) later(); });
})();
