"""Every page is for the person who asked for it: no proxy on its way keeps a copy for the next one."""

from django.utils.cache import patch_cache_control


def private_pages(get_response):
    """Middleware: `Cache-Control: private` on all that Django answers; static files never come this far."""

    def answer(request):
        response = get_response(request)
        patch_cache_control(response, private=True)
        return response

    return answer
